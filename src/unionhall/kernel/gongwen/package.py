"""The parts that a .docx consists of, and how they are packed. No word of what a briefing is."""

from __future__ import annotations

import io
import math
import re
import struct
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from unionhall.kernel.gongwen import footnotes
from unionhall.kernel.gongwen.geometry import (
    AREA,
    BODY,
    CHARACTER,
    FANG,
    HEI,
    KAI,
    LEFT,
    LINE,
    PAPER,
    PT,
    SMALL,
    SONG,
    TOP,
)

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what no XML may hold
_FACES = {"xiao": SONG, "fang": FANG, "hei": HEI, "kai": KAI}
LINE_PITCH = math.floor(LINE * 20)  # twips; rounded up, the last of the 22 lines would go over
_EMU, _EMU_TWIP = 36_000, 635  # in a millimetre, in a twentieth of a point
_SAME_MOMENT = (1980, 1, 1, 0, 0, 0)  # a file is the same however often it is written
_DASH_LOW = 25.5  # mm from the paper's edge to the foot of the page number: its dash stands 7 mm under the area


def twips(points: float) -> int:
    """Points as twentieths of a point."""
    return round(points * 20)


def plain(text: str) -> str:
    """Text as it may stand in XML."""
    return escape(_UNFIT.sub("", text))


def rule(side: str, eighths: int, space: int, colour: str) -> str:
    """A line at one side of a paragraph: its thickness in eighths of a point, its distance in points."""
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{colour}"/>'


def cell(paragraph: str, width: int) -> str:
    """A cell of a table."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{paragraph}</w:tc>'


def row(cells: str, *, is_head: bool) -> str:
    """A row, not broken over pages; a head is repeated on each."""
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>{cells}</w:tr>"


def table(rows: str, widths: Sequence[int]) -> str:
    """A table with thin lines."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
    properties = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def imprint(rows: str, width: int, height: int) -> str:
    """A table at the foot of the page that its paragraph comes to; lines thick, thin, thick (0.35, 0.25, 0.35 mm).

    In a box: a table that floats by itself stays where it is in LibreOffice.
    """
    lines = (("top", 8), ("bottom", 8), ("insideH", 6))
    borders = "".join(f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>' for side, size in lines)
    properties = (
        f'<w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
    )
    grid = f'<w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>'
    table = f"<w:tbl><w:tblPr>{properties}</w:tblPr>{grid}{rows}</w:tbl>"
    size = f'cx="{width * _EMU_TWIP}" cy="{(height + 60) * _EMU_TWIP}"'
    shape = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    tiny = '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
    return (
        '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr><w:r><mc:AlternateContent>'
        '<mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0"'
        ' relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="0"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>'
        '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>'
        f'<wp:extent {size}/><wp:wrapTopAndBottom/><wp:docPr id="100" name="imprint"/>'
        f'<a:graphic><a:graphicData uri="{shape}"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"<a:noFill/></wps:spPr><wps:txbx><w:txbxContent>{table}{tiny}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"/></wps:wsp></a:graphicData></a:graphic></wp:anchor>'
        "</w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
    )


def picture(number: int, png: bytes, width: float) -> str:
    """A paragraph with the picture of this number, ``width`` millimetres wide."""
    across, down = struct.unpack(">II", png[16:24])  # a PNG says its size in its first chunk
    size = f'cx="{round(width * _EMU)}" cy="{round(width * _EMU * down / across)}"'
    graphic = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    name = f'id="{number}" name="picture{number}"'
    return (
        '<w:p><w:pPr><w:keepNext/><w:spacing w:before="60" w:after="60"/><w:jc w:val="center"/></w:pPr><w:r><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr {name}/>'
        f'<a:graphic><a:graphicData uri="{graphic}"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="picture{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def packed(body: str, pictures: Sequence[bytes], *, title: str, mark: str, notes: str) -> bytes:
    """The file: ``body`` on paper of the standard's measures, ``mark`` small at the head of every page, footnotes."""
    drawn = {f"word/media/picture{n}.png": png for n, png in enumerate(pictures, start=1)}
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            ("document", "officeDocument", "word/document.xml"),
            ("core", "metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _core(title),
        "word/document.xml": _document(body),
        "word/_rels/document.xml.rels": _relations(
            *((name, name, f"{name}.xml") for name in ("styles", "settings", "fontTable", "footnotes")),
            *((name, "header", f"{name}.xml") for name in ("header",)),
            *((name, "footer", f"{name}.xml") for name in ("odd", "even")),
            *((f"picture{n}", "image", f"media/picture{n}.png") for n in range(1, len(pictures) + 1)),
        ),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _fonts(),
        "word/footnotes.xml": f"{_HEAD}{notes}",
        "word/header.xml": _header(mark),
        "word/odd.xml": _footer("right"),
        "word/even.xml": _footer("left"),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in {**{name: text.encode() for name, text in parts.items()}, **drawn}.items():
            file.writestr(zipfile.ZipInfo(name, _SAME_MOMENT), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _document(body: str) -> str:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    names = (
        f'xmlns:w="{WORD}" xmlns:r="{_R}" xmlns:wp="{drawing}/wordprocessingDrawing" xmlns:a="{drawing}/main"'
        f' xmlns:pic="{drawing}/picture" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    wide, high = (twips(side * PT) for side in PAPER)
    right, bottom = PAPER[0] - LEFT - AREA[0], PAPER[1] - TOP - AREA[1]
    margins = f'w:top="{_mm(TOP)}" w:right="{_mm(right)}" w:bottom="{_mm(bottom)}" w:left="{_mm(LEFT)}"'
    grid = f'w:type="lines" w:linePitch="{LINE_PITCH}"'
    section = (
        '<w:headerReference w:type="default" r:id="header"/><w:headerReference w:type="even" r:id="header"/>'
        '<w:footerReference w:type="default" r:id="odd"/><w:footerReference w:type="even" r:id="even"/>'
        f'<w:pgSz w:w="{wide}" w:h="{high}"/>'
        f'<w:pgMar {margins} w:header="{_mm(15)}" w:footer="{_mm(_DASH_LOW)}" w:gutter="0"/><w:docGrid {grid}/>'
    )
    return f"{_HEAD}<w:document {names}><w:body>{body}<w:sectPr>{section}</w:sectPr></w:body></w:document>"


def _mm(millimetres: float) -> int:
    return twips(millimetres * PT)


def _styles() -> str:
    half = round(BODY * 2)
    # 28 characters a line by what is taken from each: Word's own grid of characters is drawn otherwise by others
    closer = math.floor((CHARACTER - BODY) * 20)
    dress = f'{_face(FANG[0])}<w:spacing w:val="{closer}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
    faces = "".join(
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{key}"><w:name w:val="{names[0]}"/>'
        f"<w:rPr>{_face(names[0])}</w:rPr></w:style>"
        for key, names in _FACES.items()
    )
    return (
        f'{_HEAD}<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>{dress}'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f'<w:pPr><w:widowControl w:val="0"/></w:pPr><w:rPr>{dress}</w:rPr></w:style>'
        f"{footnotes.style()}{faces}</w:styles>"
    )


def _face(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _fonts() -> str:
    """What stands in for a face that a machine lacks."""
    fonts = "".join(
        f'<w:font w:name="{names[0]}"><w:altName w:val="{",".join(names[1:])}"/><w:charset w:val="86"/></w:font>'
        for names in _FACES.values()
    )
    return f'{_HEAD}<w:fonts xmlns:w="{WORD}">{fonts}</w:fonts>'


def _settings() -> str:
    word = 'w:uri="http://schemas.microsoft.com/office/word" w:val="15"'
    compat = f'<w:compat><w:compatSetting w:name="compatibilityMode" {word}/></w:compat>'
    spacing = '<w:characterSpacingControl w:val="compressPunctuation"/>'
    return (
        f'{_HEAD}<w:settings xmlns:w="{WORD}"><w:evenAndOddHeaders/>{spacing}{footnotes.setting()}{compat}</w:settings>'
    )


def _header(mark: str) -> str:
    run = (
        f'<w:r><w:rPr><w:color w:val="555555"/><w:sz w:val="24"/></w:rPr><w:t>{plain(mark)}</w:t></w:r>' if mark else ""
    )
    return f'{_HEAD}<w:hdr xmlns:w="{WORD}"><w:p><w:pPr><w:jc w:val="right"/></w:pPr>{run}</w:p></w:hdr>'


def _footer(side: str) -> str:
    """— 1 — in 4号宋体, one character from the outer edge."""
    size = round(SMALL * 2)
    dress = (
        '<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    )
    page = f'<w:fldSimple w:instr=" PAGE "><w:r>{dress}<w:t>1</w:t></w:r></w:fldSimple>'
    dash = f'<w:r>{dress}<w:t xml:space="preserve">'
    runs = f"{dash}— </w:t></w:r>{page}{dash} —</w:t></w:r>"
    properties = f'<w:ind w:{side}Chars="100" w:{side}="{twips(SMALL)}"/><w:jc w:val="{side}"/>'
    return f'{_HEAD}<w:ftr xmlns:w="{WORD}"><w:p><w:pPr>{properties}</w:pPr>{runs}</w:p></w:ftr>'


def _core(title: str) -> str:
    names = f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f"{_HEAD}<cp:coreProperties {names}><dc:title>{plain(title)}</dc:title></cp:coreProperties>"


def _relations(*relations: tuple[str, str, str]) -> str:
    made = "".join(
        f'<Relationship Id="{key}" Type="{f"{_PACKAGE}/relationships" if "/" in kind else _R}/{kind}"'
        f' Target="{target}"/>'
        for key, kind, target in relations
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{made}</Relationships>'


def _content_types() -> str:
    kinds = {"document": "document.main", "styles": "styles", "settings": "settings", "fontTable": "fontTable"}
    kinds["footnotes"] = "footnotes"
    kinds |= {"header": "header", "odd": "footer", "even": "footer"}
    made = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'{made}<Override PartName="/docProps/core.xml" ContentType="{core}"/></Types>'
    )
