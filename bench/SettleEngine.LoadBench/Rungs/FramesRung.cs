using System.CommandLine;
using System.Diagnostics;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>What reading costs: frames of 256 authorizations, parsed item by item on one core.</summary>
internal static class FramesRung
{
    private const int ItemsPerFrame = 256;
    private const int Frames = 16;

    // Where the items go, as in a group: a result that nobody keeps may be left out by the compiler.
    private static readonly SignedAuthorization[] Parsed = new SignedAuthorization[ItemsPerFrame];

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var seconds = RungCommand.Option("--seconds", "How long.", 3);
        return RungCommand.Create(
            "frames",
            "Parses frames of 256 authorizations.\n\nExample:\n  ./run-bench.sh frames --seconds 5",
            [seconds],
            (parsed, _) => Task.FromResult(Run(TimeSpan.FromSeconds(parsed.GetValue(seconds)))));
    }

    /// <summary>Runs the rung.</summary>
    public static RungReport Run(TimeSpan duration)
    {
        var items = SignedItems.Create(Frames * ItemsPerFrame);
        var frames = items.Chunk(ItemsPerFrame).Select(Encode).ToArray();
        Loop(frames, TimeSpan.FromSeconds(0.5));
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var (count, elapsed) = Loop(frames, duration);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return new RungReport(
            "frames",
            $"{Frames} different frames of {ItemsPerFrame} authorizations, one core",
            [
                new("parsed_per_second", count / elapsed.TotalSeconds, "payments/s"),
                new("bytes_per_second", count * FrameItem.EcdsaItemBytes / elapsed.TotalSeconds / 1e6, "MB/s"),
                new("allocated_per_payment", (double)allocated / count, "B"),
            ]);
    }

    private static (long Count, TimeSpan Elapsed) Loop(byte[][] frames, TimeSpan duration)
    {
        var watch = Stopwatch.StartNew();
        var count = 0L;
        for (var i = 0; watch.Elapsed < duration; i++)
        {
            count += Parse(frames[i % frames.Length]);
        }

        return (count, watch.Elapsed);
    }

    private static int Parse(ReadOnlySpan<byte> bytes)
    {
        var code = FrameHeader.TryRead(bytes, out var header);
        var body = bytes[FrameLayout.HeaderBytes..];
        var frame = default(AuthorizationsFrame);
        if (code == FrameErrorCode.None)
        {
            code = AuthorizationsFrame.TryRead(body, header.BodyBytes, out frame);
        }

        body = body[FrameLayout.AuthorizationsHeaderBytes..];
        var good = 0;
        for (var i = 0; i < frame.Count && code == FrameErrorCode.None; i++)
        {
            code = FrameItem.TryMeasure(body, out var length);
            good += FrameItem.TryRead(body[..length], out Parsed[i]) == RejectReason.None ? 1 : 0;
            body = body[length..];
        }

        return good == ItemsPerFrame ? good : throw new InvalidOperationException($"A good frame was refused: {code}.");
    }

    private static byte[] Encode(SignedAuthorization[] items)
    {
        var bytes = new byte[
            FrameLayout.HeaderBytes + FrameLayout.AuthorizationsHeaderBytes + (items.Length * FrameItem.EcdsaItemBytes)];
        var length = new AuthorizationsFrame(0, items.Length).Write(bytes, items.Length * FrameItem.EcdsaItemBytes);
        foreach (ref readonly var item in items.AsSpan())
        {
            length += FrameItem.Write(item, bytes.AsSpan(length));
        }

        return bytes;
    }
}
