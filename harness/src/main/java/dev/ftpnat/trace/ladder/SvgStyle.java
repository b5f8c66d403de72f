package dev.ftpnat.trace.ladder;

/**
 * How a ladder looks in SVG. Every rule is under the drawing's own class, since a style sheet in an
 * SVG that stands in an HTML page is one of the whole page.
 */
final class SvgStyle {

  static final String CLASS = "ftpnat-ladder";

  static final String SHEET =
      """
      .ftpnat-ladder {
        --paper: #ffffff; --edge: #d0d7de; --ink: #1f2328; --soft: #59636e; --wire: #6e7781;
        --upright: #c3cad1; --nat-fill: #fff8e5; --nat: #bf8700; --box: #f6f8fa;
        --good: #1a7f37; --bad: #cf222e; --bad-fill: #ffebe9; --changed: #9a6700;
        --changed-fill: #fff4d1; --secret: #4a6a8f;
        max-width: 100%; height: auto;
      }
      @media (prefers-color-scheme: dark) {
        .ftpnat-ladder {
          --paper: #0d1117; --edge: #3d444d; --ink: #e6edf3; --soft: #9198a1; --wire: #848d97;
          --upright: #3d444d; --nat-fill: #272115; --nat: #d29922; --box: #151b23;
          --good: #3fb950; --bad: #ff7b72; --bad-fill: #2d1517; --changed: #e3b341;
          --changed-fill: #272115; --secret: #8fb4dc;
        }
      }
      .ftpnat-ladder text {
        font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
        fill: var(--ink); white-space: pre;
      }
      .ftpnat-ladder .paper { fill: var(--paper); stroke: var(--edge); }
      .ftpnat-ladder .box { fill: var(--box); stroke: var(--wire); }
      .ftpnat-ladder .nat { fill: var(--nat-fill); stroke: var(--nat); }
      .ftpnat-ladder .upright { stroke: var(--upright); stroke-width: 2; }
      .ftpnat-ladder .upright.nat { stroke: var(--nat); }
      .ftpnat-ladder .title, .ftpnat-ladder .name { font-weight: 600; }
      .ftpnat-ladder .title { font-size: 15px; }
      .ftpnat-ladder .soft { fill: var(--soft); }
      .ftpnat-ladder .time { fill: var(--soft); font-size: 12px; }
      .ftpnat-ladder .on { paint-order: stroke; stroke: var(--paper); stroke-width: 5px;
        stroke-linejoin: round; }
      .ftpnat-ladder .line { stroke: var(--wire); stroke-width: 1.5; fill: none; }
      .ftpnat-ladder .head, .ftpnat-ladder .dot { fill: var(--wire); }
      .ftpnat-ladder .tls .line { stroke: var(--secret); stroke-width: 4; stroke-opacity: .55; }
      .ftpnat-ladder .tls .head { fill: var(--secret); }
      .ftpnat-ladder .tls .label { fill: var(--secret); }
      .ftpnat-ladder .data .line { stroke: var(--good); stroke-width: 3; }
      .ftpnat-ladder .data .head { fill: var(--good); }
      .ftpnat-ladder .data .label { fill: var(--good); }
      .ftpnat-ladder .unseen .line { stroke-dasharray: 2 5; }
      .ftpnat-ladder .fault .line { stroke: var(--changed); stroke-dasharray: 7 5; }
      .ftpnat-ladder .fault .label { fill: var(--changed); font-weight: 600; }
      .ftpnat-ladder .view { fill: var(--secret); font-style: italic; }
      .ftpnat-ladder .changed .band { fill: var(--changed-fill); }
      .ftpnat-ladder .changed .on { stroke: var(--changed-fill); }
      .ftpnat-ladder .changed .line { stroke: var(--changed); }
      .ftpnat-ladder .changed .head, .ftpnat-ladder .changed .mark { fill: var(--changed); }
      .ftpnat-ladder .changed .label, .ftpnat-ladder .changed .note { fill: var(--changed); }
      .ftpnat-ladder .failed .band { fill: var(--bad-fill); }
      .ftpnat-ladder .failed .on { stroke: var(--bad-fill); }
      .ftpnat-ladder .failed .line { stroke: var(--bad); stroke-width: 2; stroke-opacity: 1; }
      .ftpnat-ladder .failed .head, .ftpnat-ladder .failed .mark { fill: var(--bad); }
      .ftpnat-ladder .failed .label, .ftpnat-ladder .failed .note { fill: var(--bad);
        font-weight: 600; }
      .ftpnat-ladder .cross { stroke: var(--bad); stroke-width: 3; fill: none; }
      .ftpnat-ladder .mark { fill: var(--wire); }
      .ftpnat-ladder .gap .note { fill: var(--soft); font-style: italic; }
      .ftpnat-ladder .gap .band { fill: var(--box); }
      .ftpnat-ladder .gap .on { stroke: var(--box); }
      """;

  private SvgStyle() {}
}
