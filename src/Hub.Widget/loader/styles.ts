// Applied through a constructed style sheet: a page with a strict `style-src` would refuse a <style> element.
export const styles = `
:host{all:initial}
*{box-sizing:border-box}
.root{--accent:#2457c5;--pressed:#1c469f;--words:#fff;--page:#fff;--ink:#1a2130;--edge:rgba(15,23,42,.08);--shade:rgba(15,23,42,.24)}
.launcher{position:fixed;right:calc(20px + env(safe-area-inset-right));bottom:calc(20px + env(safe-area-inset-bottom));z-index:2147483000;
min-width:56px;height:56px;margin:0;padding:0;border:0;border-radius:28px;background:var(--accent);color:var(--words);cursor:pointer;
display:flex;align-items:center;justify-content:center;gap:8px;box-shadow:0 4px 14px rgba(15,23,42,.28);transition:background-color .15s,transform .15s;
font:600 15px/1.3 system-ui,-apple-system,"Hiragino Sans","Noto Sans JP",sans-serif}
.launcher:hover{background:var(--pressed)}
.launcher:active{transform:scale(.95)}
.launcher:focus-visible{outline:3px solid var(--words);outline-offset:-5px;box-shadow:0 0 0 3px var(--accent),0 4px 14px rgba(15,23,42,.28)}
.launcher.named{padding:0 20px 0 16px}
svg{width:26px;height:26px;flex:none;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.cross,.open .shown{display:none}
.open .cross{display:block}
.badge{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;border:2px solid var(--page);background:#c62828;
color:#fff;font:700 12px/18px system-ui,-apple-system,"Hiragino Sans","Noto Sans JP",sans-serif;text-align:center}
.teaser{position:fixed;right:calc(20px + env(safe-area-inset-right));bottom:calc(88px + env(safe-area-inset-bottom));z-index:2147483000;max-width:min(300px,calc(100vw - 40px));
display:flex;align-items:flex-start;border-radius:16px 16px 4px 16px;background:var(--page);color:var(--ink);box-shadow:0 6px 24px var(--shade),0 0 0 1px var(--edge);
font:15px/1.55 system-ui,-apple-system,"Hiragino Sans","Noto Sans JP",sans-serif;animation:rise .16s ease-out}
.teaser:empty{display:none}
.teaser button{margin:0;border:0;background:none;color:inherit;font:inherit;cursor:pointer;border-radius:12px}
.teaser button:focus-visible{outline:3px solid var(--ink);outline-offset:-3px}
.say{padding:12px 0 12px 16px;text-align:left;white-space:pre-wrap;overflow-wrap:anywhere;word-break:auto-phrase}
.no{flex:none;width:40px;height:40px;padding:0;opacity:.75}
.no svg{width:16px;height:16px}
.panel{position:fixed;right:calc(20px + env(safe-area-inset-right));bottom:calc(88px + env(safe-area-inset-bottom));z-index:2147483000;
width:380px;height:min(640px,calc(100vh - 108px));border-radius:16px;overflow:hidden;background:var(--page);
box-shadow:0 12px 40px var(--shade),0 0 0 1px var(--edge);animation:rise .16s ease-out}
.left .launcher,.left .panel,.left .teaser{right:auto;left:calc(20px + env(safe-area-inset-left))}
.left .teaser{border-radius:16px 16px 16px 4px}
.left .badge{right:auto;left:-4px}
iframe{display:block;width:100%;height:100%;border:0}
[hidden]{display:none!important}
@keyframes rise{from{opacity:0;transform:translateY(8px)}}
.dark{--page:#14171d;--ink:#e9ecf2;--edge:rgba(255,255,255,.1);--shade:rgba(0,0,0,.6)}
@media (prefers-color-scheme:dark){.auto{--page:#14171d;--ink:#e9ecf2;--edge:rgba(255,255,255,.1);--shade:rgba(0,0,0,.6)}}
@media (max-width:480px){.root .panel{inset:0;width:100%;height:100%;border-radius:0;animation:none}.launcher.open{display:none}}
@media (prefers-reduced-motion:reduce){.panel,.teaser{animation:none}.launcher{transition:none}}
@media (forced-colors:active){.launcher{border:2px solid ButtonText}}
@media print{.launcher,.panel,.teaser{display:none}}
`;
