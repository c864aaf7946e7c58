using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

internal static class IdentityTables
{
    public static void Map(ModelBuilder modelBuilder)
    {
    }
}
