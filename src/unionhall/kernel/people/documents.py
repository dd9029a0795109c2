"""Numbers of identity documents and telephones: checked, normalised, masked."""


def mask_number(number: str) -> str:
    """The first and last characters of a document's number, the middle hidden."""
    if len(number) <= 6:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"


def mask_phone(phone: str) -> str:
    """The first three and last four digits of a telephone number."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "*" * len(phone)
