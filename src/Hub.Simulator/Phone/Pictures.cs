using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Simulator.Phone;

/// <summary>Draws the pictures the simulator needs: avatars, a sample photo, a poster for videos. Plain PNG, no image library.</summary>
internal static class Pictures
{
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];

    private readonly record struct Colour(double R, double G, double B)
    {
        public Colour Mix(Colour other, double share) =>
            new(R + (other.R - R) * share, G + (other.G - G) * share, B + (other.B - B) * share);
    }

    /// <summary>Head and shoulders in colours that belong to the id.</summary>
    public static byte[] Avatar(string id)
    {
        var seed = SHA256.HashData(Encoding.UTF8.GetBytes(id));
        var hue = seed[0] / 256.0 * 360;
        var top = FromHue(hue, 0.42, 0.86);
        var bottom = FromHue(hue + 25, 0.48, 0.70);
        var figure = FromHue(hue + 10, 0.45, 0.38);
        return Draw(160, 160, (x, y) =>
        {
            var colour = top.Mix(bottom, y);
            var head = Edge(0.185 - Distance(x - 0.5, y - 0.40));
            var shoulders = Edge(0.34 - Distance(x - 0.5, (y - 0.98) * 1.05));
            return colour.Mix(figure, Math.Max(head, shoulders));
        });
    }

    /// <summary>Hills under a morning sky.</summary>
    public static byte[] Landscape() => Draw(640, 480, (x, y) =>
    {
        var colour = new Colour(0.98, 0.86, 0.72).Mix(new Colour(0.55, 0.74, 0.90), 1 - y * 1.3);
        colour = colour.Mix(new Colour(1, 0.97, 0.86), Edge((0.09 - Distance((x - 0.72) * 1.33, y - 0.3)) * 4));
        colour = Hill(colour, new Colour(0.53, 0.68, 0.62), y - (0.58 + 0.06 * Math.Sin(x * 7)));
        colour = Hill(colour, new Colour(0.33, 0.55, 0.43), y - (0.70 + 0.05 * Math.Sin(x * 5 + 2)));
        return Hill(colour, new Colour(0.20, 0.42, 0.30), y - (0.83 + 0.03 * Math.Sin(x * 12 + 1)));
    });

    /// <summary>A cardboard box on a doorstep, with a slip that says nobody was at home.</summary>
    public static byte[] Parcel() => Draw(640, 480, (x, y) =>
    {
        var colour = new Colour(0.86, 0.88, 0.90).Mix(new Colour(0.62, 0.60, 0.58), Edge(y - 0.72));
        colour = colour.Mix(new Colour(0.36, 0.30, 0.27), Math.Min(Edge(x - 0.08), Edge(0.30 - x)) * Edge(0.72 - y));
        colour = colour.Mix(new Colour(0.74, 0.56, 0.36), Inside(x, y, 0.30, 0.80, 0.42, 0.86));
        colour = colour.Mix(new Colour(0.66, 0.48, 0.30), Inside(x, y, 0.30, 0.80, 0.42, 0.50));
        colour = colour.Mix(new Colour(0.88, 0.80, 0.62), Inside(x, y, 0.52, 0.58, 0.42, 0.86));
        colour = colour.Mix(new Colour(0.98, 0.98, 0.96), Inside(x, y, 0.62, 0.77, 0.56, 0.74));
        var line = Enumerable.Range(0, 4).Max(row => Inside(x, y, 0.64, 0.75 - 0.02 * (row % 2), 0.595 + 0.035 * row, 0.607 + 0.035 * row));
        return colour.Mix(new Colour(0.75, 0.22, 0.18), line);
    });

    /// <summary>The still picture of a video.</summary>
    public static byte[] Poster(string id)
    {
        var back = FromHue(SHA256.HashData(Encoding.UTF8.GetBytes(id))[1] / 256.0 * 360, 0.25, 0.28);
        return Draw(320, 180, (x, y) =>
        {
            var (px, py) = ((x - 0.5) * 16 / 9, y - 0.5);
            var triangle = Math.Min(px + 0.1, (0.16 - px) * 0.55 - Math.Abs(py) + 0.02);
            return back.Mix(new Colour(1, 1, 1), Edge(triangle));
        });
    }

    private static double Inside(double x, double y, double left, double right, double top, double bottom) =>
        Math.Min(Math.Min(Edge(x - left), Edge(right - x)), Math.Min(Edge(y - top), Edge(bottom - y)));

    private static Colour Hill(Colour behind, Colour hill, double depth) => behind.Mix(hill, Edge(depth));

    private static double Distance(double x, double y) => Math.Sqrt(x * x + y * y);

    // A soft edge of about one pixel.
    private static double Edge(double inside) => Math.Clamp(inside * 90 + 0.5, 0, 1);

    private static Colour FromHue(double hue, double saturation, double lightness)
    {
        return new Colour(Channel(0), Channel(8), Channel(4));

        double Channel(int n)
        {
            var k = (n + hue / 30) % 12;
            return lightness - saturation * Math.Min(lightness, 1 - lightness) * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1));
        }
    }

    private static byte[] Draw(int width, int height, Func<double, double, Colour> paint)
    {
        var rows = new byte[height * (1 + width * 3)];
        var at = 0;
        for (var y = 0; y < height; y++)
        {
            rows[at++] = 0;
            for (var x = 0; x < width; x++)
            {
                var colour = paint((x + 0.5) / width, (y + 0.5) / height);
                rows[at++] = Byte(colour.R);
                rows[at++] = Byte(colour.G);
                rows[at++] = Byte(colour.B);
            }
        }
        return Encode(width, height, rows);

        static byte Byte(double value) => (byte)Math.Round(Math.Clamp(value, 0, 1) * 255);
    }

    private static byte[] Encode(int width, int height, byte[] rows)
    {
        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 2;
        Chunk(png, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(rows);
        }
        Chunk(png, "IDAT", packed.ToArray());
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static void Chunk(Stream png, string name, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. data];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(named);
        var crc = named.Aggregate(uint.MaxValue, (c, b) => CrcTable[(c ^ b) & 0xFF] ^ (c >> 8)) ^ uint.MaxValue;
        BinaryPrimitives.WriteUInt32BigEndian(number, crc);
        png.Write(number);
    }
}
