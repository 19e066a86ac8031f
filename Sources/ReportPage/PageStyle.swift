internal import Charts

/// The style sheet of the page.
enum PageStyle {
  static let text =
    ":root{color-scheme:light dark;\(ChartStyle.variables(.light));--card:#f4f8fb;--link:#0b61a4}"
    + "@media (prefers-color-scheme:dark){:root{\(ChartStyle.variables(.dark));--card:#19222c;"
    + "--link:#7fbff5}}" + layout + ChartStyle.page + narrow + print

  private static let layout = """
    *{box-sizing:border-box}\
    html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}\
    @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}\
    body{margin:0;background:var(--pa);color:var(--in);\
    font:1rem/1.6 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}\
    main,header.top,footer{max-width:47rem;margin:0 auto;padding:0 1.25rem}\
    header.top{padding-top:3rem}\
    h1,h2,h3,h4,h5{line-height:1.25;margin:0;text-wrap:balance;font-weight:650;overflow-wrap:anywhere}\
    h1{font-size:2rem;letter-spacing:-.015em}h2{font-size:1.45rem;letter-spacing:-.01em}\
    h3{font-size:1.1rem}h4{font-size:1rem}\
    p{margin:.5rem 0;overflow-wrap:anywhere}a{color:var(--link)}\
    :focus-visible{outline:3px solid var(--c2);outline-offset:2px;border-radius:3px}\
    .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--pa);padding:.5rem}\
    article{padding-top:3rem}\
    article+article{margin-top:4rem;border-top:2px solid var(--gr)}\
    .kind{margin:0 0 .3rem;font-size:.8rem;font-weight:650;letter-spacing:.08em;\
    text-transform:uppercase;color:var(--mu)}\
    .answer{font-size:1.2rem;line-height:1.5;margin:1.25rem 0 0;padding:1.1rem 1.3rem;\
    background:var(--card);border-left:4px solid var(--c1);border-radius:0 8px 8px 0}\
    .key{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:1.1rem 1.4rem;\
    margin:1.6rem 0 0}\
    .key div{border-top:1px solid var(--gr);padding-top:.6rem}\
    dt{font-size:.82rem;color:var(--mu);line-height:1.35}dd{margin:.15rem 0 0}\
    dd b{display:block;font-size:1.45rem;line-height:1.25;font-weight:650;letter-spacing:-.01em}\
    dd span{display:block;font-size:.82rem;line-height:1.4;color:var(--mu);overflow-wrap:anywhere}\
    .toc{margin:2rem 0 0;font-size:.9rem}.toc ul{list-style:none;display:flex;flex-wrap:wrap;\
    gap:.3rem 1.2rem;padding:0;margin:0}\
    section{padding-top:3.2rem}\
    .fig{margin:1.6rem 0 0}.fig+.fig{margin-top:2.6rem}\
    figcaption p{margin:.3rem 0 .9rem;color:var(--mu);font-size:.93rem;line-height:1.5}\
    .chart{display:block;width:100%;height:auto;overflow:visible}\
    .slim{display:none}.wide{max-width:45rem}\
    .views>input{position:absolute;opacity:0}\
    .views>label{display:inline-block;font-size:.85rem;padding:.2rem .8rem;margin:0 .3rem .8rem 0;\
    border:1px solid var(--mu);border-radius:99px;cursor:pointer}\
    .views>input:checked+label{background:var(--in);color:var(--pa);border-color:var(--in)}\
    .views>input:focus-visible+label{outline:3px solid var(--c2);outline-offset:2px}\
    .view{display:none}.r0:checked~.v0,.r1:checked~.v1{display:block}\
    details{margin:.7rem 0}summary{cursor:pointer;font-size:.88rem;color:var(--mu)}\
    details[open]>summary{margin-bottom:.6rem}\
    .scroll{overflow-x:auto;max-width:100%}\
    table{border-collapse:collapse;font-size:.86rem;line-height:1.4;font-variant-numeric:tabular-nums;\
    margin:.4rem 0}\
    caption{text-align:left;color:var(--mu);font-size:.82rem;padding-bottom:.4rem}\
    th,td{text-align:left;padding:.32rem .9rem .32rem 0;border-bottom:1px solid var(--gr);\
    vertical-align:top;font-weight:400}\
    thead th{color:var(--mu);font-size:.8rem;border-bottom-color:var(--mu);vertical-align:bottom}\
    .n{text-align:right;white-space:nowrap}tr.on>*{font-weight:650}\
    pre{overflow-x:auto;background:var(--card);border-radius:8px;padding:.8rem 1rem;\
    font:.8rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;margin:.5rem 0}\
    li{margin:.25rem 0;overflow-wrap:anywhere}ul,ol{padding-left:1.2rem}\
    td,th{overflow-wrap:break-word}\
    .note{font-size:.9rem;color:var(--mu)}\
    footer{padding-top:4rem;padding-bottom:3rem;font-size:.85rem;color:var(--mu)}\
    .whatif{background:var(--card);border-radius:10px;padding:1.2rem 1.3rem;margin:1.2rem 0}\
    .whatif .axis{margin:0 0 1rem;padding:0;border:0;min-width:0}\
    .whatif label,.whatif legend{display:block;font-weight:600;padding:0}\
    .whatif fieldset label{display:inline-block;font-weight:400;margin:.4rem 1.2rem 0 0}\
    .whatif fieldset input{accent-color:var(--c1);margin:0 .3rem 0 0}\
    .whatif output{display:block;font-size:1.15rem;font-weight:650}\
    .whatif input[type=range]{width:100%;accent-color:var(--c1);margin:.5rem 0 .2rem}\
    .whatif .axis span{font-size:.85rem;color:var(--mu)}\
    .whatif button{font:inherit;font-size:.85rem;padding:.25rem .8rem;margin:.3rem .4rem .3rem 0;\
    border:1px solid var(--mu);border-radius:99px;background:var(--pa);color:var(--in);cursor:pointer}\
    .whatif .said{font-size:1.05rem;line-height:1.5;margin:.6rem 0 .9rem}\
    .whatif .state{font-size:.88rem;color:var(--mu);margin:.1rem 0}\
    .whatif table{width:100%}td b{font-weight:650}\
    .whatif tbody th{min-width:0}td small{display:block;white-space:normal;font-size:.78rem;color:var(--mu);min-height:1.4em}\
    .facts td,.facts th{overflow-wrap:anywhere}.facts th{min-width:6rem}\
    code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}\
    .marker-line{stroke:var(--c2);stroke-width:1.5;fill:none}\
    .marker-curve{stroke:var(--c2);stroke-width:2;fill:none;stroke-linejoin:round}\
    .marker-dot{fill:var(--c2);stroke:var(--pa);stroke-width:2}

    """

  private static let narrow = """
    @media (max-width:560px){\
    h1{font-size:1.6rem}h2{font-size:1.3rem}.answer{font-size:1.08rem;padding:.9rem 1rem}\
    main,header.top,footer{padding:0 1rem}.key{grid-template-columns:1fr 1fr;gap:1rem}\
    dd b{font-size:1.2rem}article{padding-top:2rem}section{padding-top:2.6rem}\
    .wide{display:none}.slim{display:block}.whatif{padding:.9rem .9rem}\
    th,td{padding-right:.6rem}.m2{display:none}\
    tbody th{min-width:7.5rem}}

    """

  private static let print = """
    @media print{\
    :root{color-scheme:light;\(ChartStyle.variables(.light));--card:#f4f8fb;--link:#1b2430}\
    body{font-size:10pt}main,header.top,footer{max-width:none;padding:0}\
    .toc,.skip,details,.folded,.marker,.whatif,.views>input,.views>label{display:none}\
    .wide{display:block;max-width:none}.slim{display:none}\
    .chart{max-height:22cm}\
    .fig,.head,.key div,tr,.answer{break-inside:avoid}\
    h1,h2,h3,h4,figcaption{break-after:avoid}section{padding-top:1.6rem}\
    article+article{break-before:page;border:0;margin:0}\
    a{text-decoration:none}pre{white-space:pre-wrap}}
    """
}
