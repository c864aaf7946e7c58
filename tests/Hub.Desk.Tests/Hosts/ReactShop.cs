using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Desk.Tests.Hosts;

/// <summary>
/// A shop that is a single-page application in React, as published, under a policy without inline anything: scripts by nonce only, Trusted Types demanded, no
/// request anywhere. It puts the chat on its page when a component mounts and takes it off when that goes.
/// </summary>
internal sealed class ReactShop : IAsyncDisposable
{
    private const string Nonce = "journey";
    private readonly WebApplication app;

    private ReactShop(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    public static async Task<ReactShop> StartAsync(string hub, string site)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/app.js", () => Results.Text(Script(hub, site), "text/javascript; charset=utf-8"));
        app.MapGet("/{**path}", (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; script-src 'nonce-{Nonce}'; frame-src {hub}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types shop";
            return Results.Text(
                $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>React shop</title></head><body><div id=\"root\"></div><script nonce=\"{Nonce}\" src=\"/app.js\"></script></body></html>", "text/html; charset=utf-8");
        });
        await app.StartAsync();
        return new ReactShop(app);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    /// <summary>The packages as they are, each in a function of its own, and the application.</summary>
    private static string Script(string hub, string site)
    {
        var script = new StringBuilder("const modules = {}; const made = {};\nconst require = (name) => { if (!made[name]) { const module = { exports: {} }; made[name] = module; modules[name](module, module.exports, require); } return made[name].exports; };\n");
        foreach (var (name, file) in new[]
        {
            ("react", "react/cjs/react.production.js"), ("scheduler", "scheduler/cjs/scheduler.production.js"), ("react-dom", "react-dom/cjs/react-dom.production.js"),
            ("react-dom/client", "react-dom/cjs/react-dom-client.production.js"),
        })
        {
            script.Append(CultureInfo.InvariantCulture, $"modules['{name}'] = function (module, exports, require) {{\n{File.ReadAllText(Packages.File(file))}\n}};\n");
        }

        return script.Append($$"""
            const { createElement: h, StrictMode, useEffect, useState } = require('react');
            const trusted = trustedTypes.createPolicy('shop', { createScriptURL: (url) => url });
            function Chat() {
              useEffect(() => {
                const script = document.createElement('script');
                script.nonce = '{{Nonce}}';
                script.dataset.site = '{{site}}';
                script.dataset.language = 'en';
                script.src = trusted.createScriptURL('{{hub}}/widget.js');
                document.head.append(script);
                return () => { script.remove(); window.CrmHub?.unmount(); };
              }, []);
              return null;
            }
            function App() {
              const [path, go] = useState(location.pathname);
              const [shown, show] = useState(true);
              const to = (next) => () => { history.pushState({}, '', next); go(next); };
              return h(StrictMode, null, h('main', null, h('h1', null, path === '/cart' ? 'Your cart' : 'Beans'),
                h('button', { onClick: to('/') }, 'Home'), h('button', { onClick: to('/cart') }, 'Cart'), h('button', { onClick: () => show(!shown) }, 'Chat on or off')), shown && h(Chat));
            }
            require('react-dom/client').createRoot(document.getElementById('root')).render(h(App));
            """).ToString();
    }
}
