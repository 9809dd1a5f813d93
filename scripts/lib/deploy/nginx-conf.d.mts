export function localNginxConf(
  text: string,
  place: { folder: string; listen: string; servers: readonly string[]; changeTimeout?: string },
): string;
