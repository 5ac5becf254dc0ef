// Draws a picture and makes it smaller, in four sizes.
import sharp from 'sharp';

const seed = Number(process.argv[2] ?? 0);
const background = { r: seed % 256, g: 128, b: 64 };
const picture = await sharp({ create: { width: 2000, height: 1500, channels: 3, background } })
  .png()
  .toBuffer();
for (const width of [1600, 800, 400, 200]) await sharp(picture).resize(width).jpeg({ quality: 80 }).toBuffer();
