/** The dashboard's style sheet. Every class begins with `ppc-`, so that it changes nothing else of the page. */
export const STYLES = `
.ppc-dashboard{
  --ppc-panel:#fff;--ppc-text:#101828;--ppc-soft:#5b6474;--ppc-line:#e4e7ec;--ppc-fill:#f5f6f8;--ppc-good:#0f766e;--ppc-focus:#2563eb;
  --ppc-shadow:0 1px 2px rgba(16,24,40,.08),0 12px 32px rgba(16,24,40,.16);
  position:fixed;z-index:2147483000;
  right:calc(16px + env(safe-area-inset-right,0px));bottom:calc(16px + env(safe-area-inset-bottom,0px));
  box-sizing:border-box;max-width:calc(100vw - 24px);
  font:400 13px/1.4 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;letter-spacing:normal;text-align:left;text-transform:none;
  color:var(--ppc-text);font-variant-numeric:tabular-nums;-webkit-font-smoothing:antialiased;
}
@media (prefers-color-scheme:dark){
  .ppc-dashboard:not([data-theme=light]){
    --ppc-panel:#161b26;--ppc-text:#f0f2f5;--ppc-soft:#98a2b3;--ppc-line:#2b3242;--ppc-fill:#1f2635;--ppc-good:#2dd4bf;--ppc-focus:#60a5fa;
    --ppc-shadow:0 0 0 1px #2b3242,0 12px 32px rgba(0,0,0,.5);
  }
}
.ppc-dashboard[data-theme=dark]{
  --ppc-panel:#161b26;--ppc-text:#f0f2f5;--ppc-soft:#98a2b3;--ppc-line:#2b3242;--ppc-fill:#1f2635;--ppc-good:#2dd4bf;--ppc-focus:#60a5fa;
  --ppc-shadow:0 0 0 1px #2b3242,0 12px 32px rgba(0,0,0,.5);
}
.ppc-dashboard *{box-sizing:border-box;font:inherit;letter-spacing:inherit;color:inherit;margin:0;padding:0}
.ppc-dashboard button{background:none;border:0;border-radius:8px;cursor:pointer;min-height:32px}
.ppc-dashboard button:focus-visible{outline:2px solid var(--ppc-focus);outline-offset:2px}
.ppc-pill{display:flex;margin-left:auto;background:var(--ppc-panel);border-radius:999px;box-shadow:var(--ppc-shadow)}
.ppc-pill .ppc-toggle{display:flex;align-items:center;gap:8px;min-height:40px;padding:0 16px 0 12px;border-radius:999px}
.ppc-pill strong{font-weight:650}
.ppc-pill span{color:var(--ppc-soft)}
.ppc-panel{width:452px;max-width:100%;max-height:calc(100vh - 32px);overflow:auto;background:var(--ppc-panel);border-radius:16px;box-shadow:var(--ppc-shadow)}
.ppc-head{display:flex;align-items:center;gap:4px;padding:10px 10px 6px 16px}
.ppc-head h2{flex:1;font-weight:650;font-size:14px}
.ppc-head button{padding:0 10px;color:var(--ppc-soft)}
.ppc-head button:hover{background:var(--ppc-fill);color:var(--ppc-text)}
.ppc-head .ppc-toggle{width:32px;padding:0;display:grid;place-items:center}
.ppc-figures{display:grid;grid-template-columns:repeat(3,1fr);gap:8px;padding:4px 16px 12px}
.ppc-figures div{padding:10px 12px;background:var(--ppc-fill);border-radius:10px}
.ppc-figures dt{color:var(--ppc-soft);font-size:12px}
.ppc-figures dd{font-weight:650;font-size:20px;line-height:1.3;letter-spacing:-.01em;white-space:nowrap}
.ppc-figures .ppc-good{color:var(--ppc-good)}
.ppc-share{display:flex;gap:2px;height:8px;margin:0 16px 10px;border-radius:4px;overflow:hidden;background:var(--ppc-fill)}
.ppc-share i{display:block;min-width:3px;transition:flex-grow .3s}
.ppc-dashboard table{width:100%;border-collapse:collapse;border-spacing:0}
.ppc-dashboard th,.ppc-dashboard td{padding:6px 4px;text-align:right;font-weight:400;white-space:nowrap;border:0;background:none}
.ppc-dashboard th:first-child{padding-left:16px;text-align:left}
.ppc-dashboard td:last-child,.ppc-dashboard thead th:last-child{padding-right:16px}
.ppc-dashboard thead th{padding-top:2px;padding-bottom:4px;color:var(--ppc-soft);font-size:12px}
.ppc-dashboard tbody tr{border-top:1px solid var(--ppc-line)}
.ppc-dashboard tbody th{font-weight:500}
.ppc-dashboard tbody th i{display:inline-block;width:8px;height:8px;margin-right:8px;border-radius:50%}
.ppc-dashboard tbody th small{margin-right:5px;color:var(--ppc-soft);font-size:11px}
.ppc-dashboard td small{display:inline-block;min-width:52px;color:var(--ppc-soft);font-size:12px}
.ppc-idle td{color:var(--ppc-soft)}
.ppc-more{display:flex;flex-wrap:wrap;gap:4px 14px;padding:10px 16px 14px;border-top:1px solid var(--ppc-line);color:var(--ppc-soft);font-size:12px}
.ppc-more div{display:flex;gap:5px}
.ppc-more dd{color:var(--ppc-text);font-weight:600}
.ppc-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:479px){
  .ppc-dashboard{right:12px;left:12px;bottom:calc(12px + env(safe-area-inset-bottom,0px));pointer-events:none}
  .ppc-pill,.ppc-panel{pointer-events:auto}
  .ppc-panel{width:100%;max-height:calc(100vh - 24px)}
  .ppc-pill{width:fit-content}
  .ppc-figures{gap:6px;padding:4px 12px 10px}
  .ppc-figures div{padding:8px 10px}
  .ppc-figures dd{font-size:18px}
  .ppc-share{margin:0 12px 8px}
  .ppc-head{padding-left:12px}
  .ppc-dashboard th:first-child{padding-left:12px}
  .ppc-dashboard td:last-child,.ppc-dashboard thead th:last-child{padding-right:12px}
  .ppc-more{padding:10px 12px 12px}
  .ppc-dashboard th,.ppc-dashboard td{padding:5px 3px;font-size:12px}
  .ppc-dashboard tbody th small{display:none}
  .ppc-dashboard tbody th i{margin-right:6px}
  .ppc-dashboard td small{display:block;min-width:0;font-size:11px;line-height:1.1}
}
@media (prefers-reduced-motion:reduce){.ppc-share i{transition:none}}
@media print{.ppc-dashboard{display:none}}
`;
