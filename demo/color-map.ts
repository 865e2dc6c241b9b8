/** Red, green and blue, each 0 to 255. */
type Color = readonly [number, number, number];

/** From the card's colour to strong: lightness goes one way only, so that the pictures read without colour vision too. */
const LIGHT: readonly Color[] = [
  [255, 255, 255],
  [221, 231, 246],
  [147, 183, 226],
  [74, 122, 196],
  [52, 62, 148],
  [38, 18, 84],
];
const DARK: readonly Color[] = [
  [22, 25, 31],
  [50, 28, 84],
  [127, 38, 118],
  [206, 71, 95],
  [249, 142, 88],
  [252, 232, 164],
];

/** 256 opaque colours from quiet to loud, each as one pixel of an ImageData seen as Uint32Array. */
export function colorMap(dark: boolean): Uint32Array {
  const stops = dark ? DARK : LIGHT;
  const pixels = new Uint8ClampedArray(256 * 4);
  for (let level = 0; level < 256; level++) {
    const place = (level / 255) * (stops.length - 1);
    const from = stops[Math.floor(place)] ?? [0, 0, 0];
    const to = stops[Math.ceil(place)] ?? from;
    from.forEach((value, channel) => {
      pixels[4 * level + channel] = value + ((to[channel] ?? value) - value) * (place % 1);
    });
    pixels[4 * level + 3] = 255;
  }
  return new Uint32Array(pixels.buffer);
}
