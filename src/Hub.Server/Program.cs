using Hub.Server;

await using var app = await HubApplication.BuildAsync(args);
await app.RunAsync();
