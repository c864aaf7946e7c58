using Hub.Server.Platform.Jobs;
using Hub.Server.Platform.Outbox;

namespace Hub.Server.Customers;

/// <summary>Who the customers are and under which addresses they are known.</summary>
internal static class CustomersModule
{
    public static void AddCustomers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CustomerReader>();
        builder.Services.AddSingleton<PictureDownload>();
        builder.Services.AddSingleton<IJobHandler, RefreshProfile>();
        builder.Services.AddSingleton<IFactHandler, RequestProfile>();
    }
}
