import { useEffect, useLayoutEffect } from 'react';

/** useLayoutEffect, which React 18 warns about where there is no layout. On a server neither runs. */
export const useLayoutEffectInBrowser = typeof document === 'undefined' ? useEffect : useLayoutEffect;
