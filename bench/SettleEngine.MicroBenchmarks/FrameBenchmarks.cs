using BenchmarkDotNet.Attributes;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;
using SettleEngine.Core.Primitives;

namespace SettleEngine.MicroBenchmarks;

/// <summary>What the frame codec costs per item, without sockets: reading items, writing answers, reading answers.</summary>
[MemoryDiagnoser]
public class FrameBenchmarks
{
    private const int Items = 256;

    private readonly byte[] _items = new byte[Items * FrameItem.EcdsaItemBytes];
    private readonly byte[] _answers = new byte[16 * 1_024];
    private readonly byte[] _scratch = new byte[16 * 1_024];
    private readonly SignedAuthorization[] _group = new SignedAuthorization[Items];
    private int _answerBytes;

    [GlobalSetup]
    public void Setup()
    {
        Span<byte> bytes = stackalloc byte[32];
        for (var i = 0; i < Items; i++)
        {
            bytes.Fill((byte)i);
            var item = new SignedAuthorization(
                new Address(bytes),
                new Authorization(
                    new Address(bytes),
                    new Address(bytes),
                    new TokenAmount(10_000),
                    new UnixSeconds(0),
                    new UnixSeconds(2_000_000_000),
                    new AuthorizationNonce(new Hash256(bytes))),
                new EcdsaSignature(new Hash256(bytes), new Hash256(bytes), 27),
                ConfirmationLevel.Included);
            FrameItem.Write(item, _items.AsSpan(i * FrameItem.EcdsaItemBytes));
        }

        _answerBytes = Write(_answers);
    }

    [Benchmark(OperationsPerInvoke = Items)]
    [Allocates(0)]
    public int ReadItem()
    {
        var rest = _items.AsSpan();
        for (var i = 0; i < Items; i++)
        {
            FrameItem.TryMeasure(rest, out var itemBytes);
            FrameItem.TryRead(rest[..itemBytes], out _group[i]);
            rest = rest[itemBytes..];
        }

        return rest.Length;
    }

    [Benchmark(OperationsPerInvoke = Items)]
    [Allocates(0)]
    public int WriteAnswer() => Write(_scratch);

    [Benchmark(OperationsPerInvoke = Items)]
    [Allocates(0)]
    public ulong ReadAnswer()
    {
        var reader = new AcknowledgementReader(_answers.AsSpan(FrameLayout.HeaderBytes.._answerBytes));
        var last = 0UL;
        while (reader.TryReadRange(out _))
        {
            while (reader.TryReadId(out var id))
            {
                last = id;
            }
        }

        return last;
    }

    private static int Write(byte[] destination)
    {
        var writer = new AcknowledgementWriter(destination);
        for (var i = 0UL; i < Items; i++)
        {
            writer.TryAppend(i, AcknowledgementStatus.Accepted, RejectReason.None, 1_000_000 + (i * 300));
        }

        return writer.Finish();
    }
}
