import { page } from 'vitest/browser';

/** A square PNG of one colour. */
async function picture(colour: string, size: number): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('No canvas.');
  context.fillStyle = colour;
  context.fillRect(0, 0, size, size);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  if (blob === null) throw new Error('No picture.');
  return blob;
}

/** An object URL of such a picture. */
export async function pictureUrl(colour: string, size = 64): Promise<string> {
  return URL.createObjectURL(await picture(colour, size));
}

/** Its bytes, as numbers. */
export async function pictureBytes(colour: string, size = 64): Promise<number[]> {
  return [...new Uint8Array(await (await picture(colour, size)).arrayBuffer())];
}

/** Colour of what the element shows, at an eighth of its width and height, as 'r,g,b'. */
export function shownColour(image: HTMLImageElement): string {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('No canvas.');
  context.drawImage(image, image.naturalWidth / 8, image.naturalHeight / 8, 1, 1, 0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)].join();
}

/** The same of what the browser paints for the element: the pixels on the screen. */
export async function paintedColour(image: HTMLImageElement): Promise<string> {
  const painted = new Image();
  painted.src = `data:image/png;base64,${await page.screenshot({ element: image, save: false })}`;
  await painted.decode();
  return shownColour(painted);
}
