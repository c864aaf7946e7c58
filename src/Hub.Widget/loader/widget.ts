import { startWidget, type CrmHubApi } from './start';

declare global {
  interface Window {
    CrmHub?: CrmHubApi;
  }
}

// A framework may insert the script again on each navigation; the first one keeps the conversation.
if (window.CrmHub) {
  window.CrmHub.mount();
} else {
  const current = document.currentScript as HTMLScriptElement | null;
  const script = current?.dataset.site ? current : document.querySelector<HTMLScriptElement>('script[data-site][src*="/widget.js"]');
  if (script?.src) {
    window.CrmHub = startWidget(script);
    document.dispatchEvent(new Event('crmhub:ready'));
  } else {
    console.error('CrmHub: the script element needs data-site and src.');
  }
}
