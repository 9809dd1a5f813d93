/** Edge length of a picture in pixels. The backend keeps these four and no other. */
export type Variant = 64 | 128 | 256 | 512;

export const VARIANTS: readonly Variant[] = [64, 128, 256, 512];

/** The smallest variant that fills `cssPixels` on a screen with `pixelRatio` device pixels to a CSS pixel. */
export function variantFor(cssPixels: number, pixelRatio: number): Variant {
  const wanted = cssPixels * pixelRatio;
  return VARIANTS.find((variant) => variant >= wanted) ?? 512;
}
