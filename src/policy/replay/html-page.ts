// What every part of a replay's page needs: escaped text, and the styles for light, for dark and on a narrow screen.

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}

export const pageStyle = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f23;--quiet:#626a73;--line:#e3e6e9;--stays:#2a7f62;--goes:#c9ced3;--comes:#c8801a}
@media(prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#e6e8ea;--quiet:#9aa3ab;--line:#2b3036;--stays:#49b18b;--goes:#4a5158;--comes:#e0a044}}
body{font:15px/1.5 system-ui,sans-serif;margin:0;background:var(--paper);color:var(--ink)}
main{max-width:68rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem;line-height:1.25;overflow-wrap:anywhere}h2{font-size:1.1rem;margin:2.2rem 0 .5rem}
table{border-collapse:collapse}th,td{padding:.25rem .6rem;text-align:right;font-weight:400;font-variant-numeric:tabular-nums;white-space:nowrap}
th:first-child,td:first-child{padding-left:0}tbody th{text-align:left;white-space:normal;overflow-wrap:anywhere}
thead th{color:var(--quiet);font-size:.87em}tbody tr+tr{border-top:1px solid var(--line)}
.figures td:last-child{font-weight:600}.nil{color:var(--quiet);opacity:.6}
.sums{width:100%}.sums tbody th{width:32%}.bar{width:30%}.bar svg{display:block;width:100%;height:.9rem}
.stays{fill:var(--stays);background:var(--stays)}.goes{fill:var(--goes);background:var(--goes)}.comes{fill:var(--comes);background:var(--comes)}
.legend span{margin-right:1.2rem}.legend i{display:inline-block;width:.8em;height:.8em}
.hours{display:block;width:100%;height:9rem;border-bottom:1px solid var(--line)}
.axis{display:flex;justify-content:space-between;margin:.2rem 0;color:var(--quiet);font-size:.87em}
@media(max-width:46rem){
.sums,.sums tbody{display:block}.sums thead,.sums td:nth-child(n+5){display:none}
.sums tr{display:grid;grid-template-columns:1fr auto;padding:.4rem 0}.sums tbody th,.sums .bar{grid-column:1/-1;width:auto;padding:.1rem 0}
.sums .size{padding:0;color:var(--quiet)}.sums .size+.size{color:inherit}.sums .size+.size:before{content:"\\00a0→ "}}
`;
