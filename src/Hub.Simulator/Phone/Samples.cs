using System.Buffers.Binary;
using System.Text;

namespace Hub.Simulator.Phone;

/// <summary>What a phone sends when nobody chose a file: a drawn photo, a short tone, a text file. There is no sample video.</summary>
internal static class Samples
{
    private static readonly Lazy<byte[]> Photo = new(Pictures.Landscape);
    private static readonly Lazy<byte[]> Tone = new(CreateTone);

    internal sealed record Sample(byte[] Bytes, string ContentType, string FileName);

    public static Sample? For(string type) => type switch
    {
        "image" => new(Photo.Value, "image/png", "photo.png"),
        "audio" => new(Tone.Value, "audio/wav", "voice.wav"),
        "file" => new(Encoding.UTF8.GetBytes("ご注文内容 / Order\n- 煎茶 100g × 2\n- ほうじ茶 80g × 1\n"), "text/plain", "ご注文メモ.txt"),
        _ => null,
    };

    /// <summary>One second of 440 Hz, fading out: 8 kHz, 16 bit, mono.</summary>
    private static byte[] CreateTone()
    {
        const int rate = 8000;
        var wav = new byte[44 + rate * 2];
        Encoding.ASCII.GetBytes("RIFF").CopyTo(wav, 0);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), wav.Length - 8);
        Encoding.ASCII.GetBytes("WAVEfmt ").CopyTo(wav, 8);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(34), 16);
        Encoding.ASCII.GetBytes("data").CopyTo(wav, 36);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), rate * 2);
        for (var i = 0; i < rate; i++)
        {
            var level = Math.Sin(i * 440 * 2 * Math.PI / rate) * 0.4 * (1 - (double)i / rate);
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(44 + i * 2), (short)(level * short.MaxValue));
        }
        return wav;
    }
}
