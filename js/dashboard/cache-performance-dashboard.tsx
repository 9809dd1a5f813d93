import { type ReactElement, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { CacheReport, PictureCache } from '../client/types.js';
import { formatDuration, formatRate } from '../console/figures.js';
import { defaultCache } from '../react/default-cache.js';
import { useProvidedCache } from '../react/provider.js';
import { Panel } from './panel.js';
import { createReportSource } from './report-source.js';
import { STYLES } from './styles.js';

const INTERVAL_MS = 500;
const nothingOnServer = (): null => null;

export interface CachePerformanceDashboardProps {
  /** Default: the provider's, otherwise the default cache. */
  cache?: PictureCache | undefined;
  /** Whether it shows all figures at first or only the hit rate; default true. */
  defaultOpen?: boolean | undefined;
  /** For the one `<style>` element, where the page's Content-Security-Policy asks for one. */
  nonce?: string | undefined;
  /** Default: what the system prefers. */
  theme?: 'light' | 'dark' | 'auto' | undefined;
}

function useReport(cache: PictureCache | undefined) {
  const provided = useProvidedCache();
  const source = useMemo(
    () => createReportSource(() => cache ?? provided ?? defaultCache(), INTERVAL_MS),
    [cache, provided],
  );
  return { source, report: useSyncExternalStore(source.subscribe, source.read, nothingOnServer) };
}

function Chevron({ up }: { up: boolean }): ReactElement {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" aria-hidden="true">
      <path
        d={up ? 'M4 10l4-4 4 4' : 'M4 6l4 4 4-4'}
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

interface FrameProps {
  report: CacheReport;
  onToggle: () => void;
}

function Collapsed({ report, onToggle }: FrameProps): ReactElement {
  return (
    <div className="ppc-pill">
      <button
        type="button"
        className="ppc-toggle"
        aria-expanded={false}
        aria-label={`Picture cache: hit rate ${formatRate(report.hitRate)}. Show all figures`}
        onClick={onToggle}
      >
        <Chevron up />
        <strong>{formatRate(report.hitRate)}</strong>
        <span>{report.requests === 0 ? 'no requests' : formatDuration(report.meanMs)}</span>
      </button>
    </div>
  );
}

function Opened({ report, onToggle, onReset }: FrameProps & { onReset: () => void }): ReactElement {
  return (
    <div className="ppc-panel">
      <div className="ppc-head">
        <h2>Picture cache</h2>
        <button type="button" onClick={onReset}>
          Reset
        </button>
        <button
          type="button"
          className="ppc-toggle"
          aria-expanded
          aria-label="Show the hit rate only"
          onClick={onToggle}
        >
          <Chevron up={false} />
        </button>
      </div>
      <Panel report={report} />
    </div>
  );
}

/** Open or collapsed. The keyboard's focus goes along: each of the two has a button of its own for it. */
function useToggle(defaultOpen: boolean) {
  const [open, setOpen] = useState(defaultOpen);
  const root = useRef<HTMLElement>(null);
  const toggled = useRef(false);
  const toggle = (): void => {
    toggled.current = true;
    setOpen(!open);
  };
  useEffect(() => {
    if (toggled.current)
      root.current?.querySelector<HTMLElement>(open ? '[aria-expanded=true]' : 'button')?.focus();
  }, [open]);
  return { open, toggle, root };
}

/**
 * What the cache does, live, at the bottom right of the page: hit rate (N/A below 20 requests), mean time until a URL is available,
 * bytes that a cache layer saved, and a row for each layer. Shows no URL and no user. Renders nothing on a server.
 */
export function CachePerformanceDashboard(props: CachePerformanceDashboardProps): ReactElement | null {
  const { cache, defaultOpen = true, nonce, theme = 'auto' } = props;
  const { source, report } = useReport(cache);
  const { open, toggle, root } = useToggle(defaultOpen);
  if (report === null) return null;
  return (
    <section ref={root} className="ppc-dashboard" aria-label="Picture cache performance" data-theme={theme}>
      <style nonce={nonce}>{STYLES}</style>
      {open ? (
        <Opened report={report} onToggle={toggle} onReset={source.reset} />
      ) : (
        <Collapsed report={report} onToggle={toggle} />
      )}
    </section>
  );
}
