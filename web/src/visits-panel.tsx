import type { LayerName } from 'profile-picture-cache';
import { summarize, type VisitResult } from './visit-results';
import type { VisitsState } from './visit-runner';
import { VISITS, type Visit, type VisitNumber } from './visits';

interface VisitsPanelProps {
  state: VisitsState;
  onStart: (visit: VisitNumber) => void;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function formatTime(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

function Answer({ result }: { result: VisitResult | undefined }) {
  if (result === undefined) return <span className="visit-answer visit-empty">not yet</span>;
  const { layer } = summarize(result);
  return (
    <span className="visit-answer">
      {layer !== null && <i className="dot" data-layer={layer} />}
      <span>{layer ?? 'nothing'}</span>
      <span className="visit-time" data-milliseconds={result.milliseconds}>
        {formatTime(result.milliseconds)}
      </span>
    </span>
  );
}

interface VisitRowProps {
  visit: Visit;
  result: VisitResult | undefined;
  current: boolean;
  running: boolean;
  onStart: (visit: VisitNumber) => void;
}

function VisitRow({ visit, result, current, running, onStart }: VisitRowProps) {
  return (
    <li>
      <button
        type="button"
        className="visit"
        data-testid={`visit-${visit.number}`}
        aria-current={current ? 'step' : undefined}
        onClick={() => onStart(visit.number)}
      >
        <span className="visit-number">{visit.number}</span>
        <span className="visit-title">{visit.title}</span>
        {current && running ? (
          <span className="visit-answer visit-empty">…</span>
        ) : (
          <Answer result={result} />
        )}
      </button>
    </li>
  );
}

/** Which layer answered how many pictures, and what crossed the network. */
function Details({ result }: { result: VisitResult }) {
  const answers = Object.entries(result.answers) as [LayerName, number][];
  return (
    <>
      <div className="share" aria-hidden="true">
        {answers.map(([layer, count]) => (
          <i key={layer} data-layer={layer} style={{ flexGrow: count }} />
        ))}
      </div>
      <p className="figures" data-testid="visit-figures">
        {answers.map(([layer, count]) => `${plural(count, 'picture')} from ${layer}`).join(', ')} ·{' '}
        {plural(result.calls, 'call')} · {plural(result.downloads, 'download')}
      </p>
    </>
  );
}

/** The five visits as a list to choose from, and what the shown one did. */
export function VisitsPanel({ state, onStart }: VisitsPanelProps) {
  const { current, running, results } = state;
  const result = running ? undefined : results[current];
  return (
    <section
      className="card visits"
      aria-labelledby="visits-title"
      data-testid="visits"
      data-running={running}
    >
      <h2 id="visits-title">Five visits</h2>
      <ol className="visit-list">
        {VISITS.map((visit) => (
          <VisitRow
            key={visit.number}
            visit={visit}
            result={results[visit.number]}
            current={visit.number === current}
            running={running}
            onStart={onStart}
          />
        ))}
      </ol>
      <div className="visit-details" aria-live="polite">
        <p>{VISITS[current - 1]?.explanation}</p>
        {result === undefined ? <p className="figures">&nbsp;</p> : <Details result={result} />}
      </div>
    </section>
  );
}
