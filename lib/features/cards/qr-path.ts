import encodeQR from 'qr';

/** A QR code to draw: dark modules as path data in a square of `size`, with the four light modules around that readers need. */
export interface QrPath {
  size: number;
  path: string;
}

const quietModules = 4;

/** @param text what a phone reads: an address, never a secret, since a card is seen by whoever passes */
export function qrPath(text: string): QrPath {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: quietModules });
  let path = '';
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      let width = 1;
      while (row[x + width]) width++;
      path += `M${x} ${y}h${width}v1h-${width}z`;
      x += width;
    }
  }
  return { size: rows.length, path };
}
