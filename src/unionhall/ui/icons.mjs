// Draws the icons of the installed app from assets/icon.svg, which is made of rectangles alone, as PNG.
import { crc32, deflateSync } from "node:zlib";

const FINE = 4; // samples along each side of a pixel, for corners that are round

function rectangles(svg) {
  return Array.from(svg.matchAll(/<rect ([^>]*)\/>/g), ([, attributes]) => {
    const found = Object.fromEntries(Array.from(attributes.matchAll(/(\w+)="([^"]*)"/g), ([, name, value]) => [name, value]));
    const colour = [1, 3, 5].map((at) => parseInt(found.fill.slice(at, at + 2), 16));
    const [x, y, width, height, round] = ["x", "y", "width", "height", "rx"].map((name) => Number(found[name]));
    return { x, y, width, height, round, colour };
  });
}

function holds(one, x, y) {
  const [left, top] = [x - one.x, y - one.y];
  if (left < 0 || top < 0 || left > one.width || top > one.height) return false;
  const across = Math.max(one.round - left, left - (one.width - one.round), 0);
  const down = Math.max(one.round - top, top - (one.height - one.round), 0);
  return Math.hypot(across, down) <= one.round;
}

function pixel(shapes, size, column, row) {
  const sum = [0, 0, 0, 0];
  for (let sample = 0; sample < FINE * FINE; sample += 1) {
    const x = ((column + ((sample % FINE) + 0.5) / FINE) * 32) / size;
    const y = ((row + (Math.floor(sample / FINE) + 0.5) / FINE) * 32) / size;
    const top = shapes.filter((one) => holds(one, x, y)).pop();
    if (top) [...top.colour, 255].forEach((value, at) => (sum[at] += value));
  }
  const seen = sum[3] / 255;
  return seen ? [...sum.slice(0, 3).map((value) => Math.round(value / seen)), Math.round(sum[3] / (FINE * FINE))] : [0, 0, 0, 0];
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

// ``full``: without round corners, for systems that cut the icon to a shape of their own.
export function png(svg, size, { full = false } = {}) {
  const shapes = rectangles(svg).map((one) => (full ? { ...one, round: 0 } : one));
  const lines = [];
  for (let row = 0; row < size; row += 1) {
    const line = [0];
    for (let column = 0; column < size; column += 1) line.push(...pixel(shapes, size, column, row));
    lines.push(Buffer.from(line));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8); // eight bits each of red, green, blue and cover
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = chunk("IDAT", deflateSync(Buffer.concat(lines), { level: 9 }));
  return Buffer.concat([signature, chunk("IHDR", head), data, chunk("IEND", Buffer.alloc(0))]);
}
