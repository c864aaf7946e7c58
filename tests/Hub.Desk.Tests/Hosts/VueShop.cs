using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Desk.Tests.Hosts;

/// <summary>The same shop in Vue, as published, under the same policy: its pages are made anew at every change of the address, its chat is a component beside them.</summary>
internal sealed class VueShop : IAsyncDisposable
{
    private const string Nonce = "journey";
    private readonly WebApplication app;

    private VueShop(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    public static async Task<VueShop> StartAsync(string hub, string site)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/vue.js", () => Results.File(Packages.File("vue/dist/vue.runtime.global.prod.js"), "text/javascript; charset=utf-8"));
        app.MapGet("/app.js", () => Results.Text(Script(hub, site), "text/javascript; charset=utf-8"));
        app.MapGet("/{**path}", (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; script-src 'nonce-{Nonce}'; frame-src {hub}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types shop vue";
            return Results.Text(
                $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Vue shop</title></head><body><div id=\"root\"></div><script nonce=\"{Nonce}\" src=\"/vue.js\"></script><script nonce=\"{Nonce}\" src=\"/app.js\"></script></body></html>",
                "text/html; charset=utf-8");
        });
        await app.StartAsync();
        return new VueShop(app);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static string Script(string hub, string site) => $$"""
        const { createApp, h, onMounted, onUnmounted, ref } = Vue;
        const trusted = trustedTypes.createPolicy('shop', { createScriptURL: (url) => url });
        const Chat = {
          setup() {
            let script;
            onMounted(() => {
              script = document.createElement('script');
              script.nonce = '{{Nonce}}';
              script.dataset.site = '{{site}}';
              script.dataset.language = 'en';
              script.src = trusted.createScriptURL('{{hub}}/widget.js');
              document.head.append(script);
            });
            onUnmounted(() => { script.remove(); window.CrmHub?.unmount(); });
            return () => null;
          },
        };
        createApp({
          setup() {
            const [path, shown, count] = [ref(location.pathname), ref(true), ref(0)];
            const to = (next) => () => { history.pushState({}, '', next); path.value = next; };
            return () => [
              h('main', { key: path.value }, [
                h('h1', path.value === '/cart' ? 'Your cart' : 'Beans'), h('button', { onClick: to('/') }, 'Home'), h('button', { onClick: to('/cart') }, 'Cart'),
                h('button', { onClick: () => count.value++ }, `Seen: ${count.value}`), h('button', { onClick: () => { shown.value = !shown.value; } }, 'Chat on or off'),
              ]),
              shown.value ? h(Chat) : null,
            ];
          },
        }).mount('#root');
        """;
}
