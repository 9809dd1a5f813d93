import type { ReactElement } from 'react';
import type { CacheReport } from '../client/types.js';
import { formatBytes, formatCount, formatDuration, formatRate } from '../console/figures.js';
import { LAYERS } from '../console/monitor.js';
import { LAYER_COLOURS } from './layer-colours.js';
import { LayerTable } from './layer-table.js';

function Figures({ report }: { report: CacheReport }): ReactElement {
  return (
    <dl className="ppc-figures">
      <div title={report.hitRate === null ? 'Needs 20 requests' : undefined}>
        <dt>Hit rate</dt>
        <dd className={report.hitRate === null ? undefined : 'ppc-good'}>{formatRate(report.hitRate)}</dd>
      </div>
      <div>
        <dt>Mean time</dt>
        <dd>{report.requests === 0 ? 'N/A' : formatDuration(report.meanMs)}</dd>
      </div>
      <div>
        <dt>Saved</dt>
        <dd>{formatBytes(report.bytesSaved)}</dd>
      </div>
    </dl>
  );
}

/** Which part of the answers each layer gave; the table below says the same in numbers. */
function Share({ report }: { report: CacheReport }): ReactElement {
  const answered = LAYERS.filter((name) => report.layers[name].hits > 0);
  return (
    <div className="ppc-share" aria-hidden="true">
      {answered.map((name) => (
        <i key={name} style={{ background: LAYER_COLOURS[name], flexGrow: report.layers[name].hits }} />
      ))}
    </div>
  );
}

function More({ report }: { report: CacheReport }): ReactElement {
  const { counters, gauges, layers } = report;
  const errors = LAYERS.reduce((sum, name) => sum + layers[name].errors, 0);
  const figures: [string, number][] = [
    ['Requests', report.requests],
    ['Joined', counters.joined],
    ['Retries', counters.retries],
    ['Errors', errors],
    ['Checked', counters.revalidations],
    ['Invalidated', counters.invalidations],
    ['Waiting', gauges.waiting],
  ];
  return (
    <dl className="ppc-more">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{formatCount(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The figures, below the dashboard's head. */
export function Panel({ report }: { report: CacheReport }): ReactElement {
  return (
    <>
      <Figures report={report} />
      <Share report={report} />
      <LayerTable layers={report.layers} />
      <More report={report} />
    </>
  );
}
