// Applied through a constructed style sheet: a page with a strict `style-src` would refuse a <style> element.
export const styles = `
:host{all:initial}
*{box-sizing:border-box}
.launcher{position:fixed;right:calc(20px + env(safe-area-inset-right));bottom:calc(20px + env(safe-area-inset-bottom));z-index:2147483000;
width:56px;height:56px;margin:0;padding:0;border:0;border-radius:28px;background:#2457c5;color:#fff;cursor:pointer;
display:grid;place-items:center;box-shadow:0 4px 14px rgba(15,23,42,.28);transition:background-color .15s,transform .15s}
.launcher:hover{background:#1c469f}
.launcher:active{transform:scale(.95)}
.launcher:focus-visible{outline:3px solid #fff;outline-offset:-5px;box-shadow:0 0 0 3px #2457c5,0 4px 14px rgba(15,23,42,.28)}
svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;grid-area:1/1}
.cross,.open .bubble{display:none}
.open .cross{display:block}
.badge{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;border:2px solid #fff;background:#c62828;
color:#fff;font:700 12px/18px system-ui,-apple-system,"Hiragino Sans","Noto Sans JP",sans-serif;text-align:center}
.panel{position:fixed;right:calc(20px + env(safe-area-inset-right));bottom:calc(88px + env(safe-area-inset-bottom));z-index:2147483000;
width:380px;height:min(640px,calc(100vh - 108px));border-radius:16px;overflow:hidden;background:#fff;
box-shadow:0 12px 40px rgba(15,23,42,.24),0 0 0 1px rgba(15,23,42,.08);animation:rise .16s ease-out}
iframe{display:block;width:100%;height:100%;border:0}
[hidden]{display:none!important}
@keyframes rise{from{opacity:0;transform:translateY(8px)}}
@media (prefers-color-scheme:dark){.panel{background:#14171d;box-shadow:0 12px 40px rgba(0,0,0,.6),0 0 0 1px rgba(255,255,255,.1)}
.badge{border-color:#14171d}}
@media (max-width:480px){.panel{inset:0;width:100%;height:100%;border-radius:0;animation:none}.launcher.open{display:none}}
@media (prefers-reduced-motion:reduce){.panel{animation:none}.launcher{transition:none}}
@media (forced-colors:active){.launcher{border:2px solid ButtonText}}
@media print{.launcher,.panel{display:none}}
`;
