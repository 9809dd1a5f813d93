import type { ReactElement } from 'react';
import type { CacheReport, LayerName, LayerReport } from '../client/types.js';
import { formatBytes, formatCount, formatDuration } from '../console/figures.js';
import { LAYERS } from '../console/monitor.js';
import { LAYER_COLOURS } from './layer-colours.js';

/** The network holds nothing. */
function held(name: LayerName, layer: LayerReport): ReactElement | string {
  if (name === 'network') return '–';
  return (
    <>
      {formatCount(layer.entries)} <small>{formatBytes(layer.bytes)}</small>
    </>
  );
}

function LayerRow({ name, level, layer }: { name: LayerName; level: number; layer: LayerReport }) {
  const time = (ms: number): string => (layer.hits === 0 ? '–' : formatDuration(ms));
  return (
    <tr className={layer.hits === 0 ? 'ppc-idle' : undefined}>
      <th scope="row">
        <i style={{ background: LAYER_COLOURS[name] }} />
        <small>L{level}</small>
        {name}
      </th>
      <td>{formatCount(layer.hits)}</td>
      <td>{time(layer.meanMs)}</td>
      <td>{time(layer.p95Ms)}</td>
      <td>{held(name, layer)}</td>
    </tr>
  );
}

/** A row for each layer, L0 to L4. */
export function LayerTable({ layers }: { layers: CacheReport['layers'] }): ReactElement {
  return (
    <table>
      <caption className="ppc-hidden">What each layer answered and holds</caption>
      <thead>
        <tr>
          <th scope="col">Layer</th>
          <th scope="col">Answers</th>
          <th scope="col">Mean</th>
          <th scope="col">p95</th>
          <th scope="col">Holds</th>
        </tr>
      </thead>
      <tbody>
        {LAYERS.map((name, level) => (
          <LayerRow key={name} name={name} level={level} layer={layers[name]} />
        ))}
      </tbody>
    </table>
  );
}
