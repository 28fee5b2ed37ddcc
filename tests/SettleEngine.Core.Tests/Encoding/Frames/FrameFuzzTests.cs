using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;
using Xunit;

namespace SettleEngine.Core.Tests.Encoding.Frames;

/// <summary>Any bytes at all: reading never throws, never allocates, and never says a size beyond the limits.</summary>
public class FrameFuzzTests
{
    private const int Frames = 100_000;

    [Theory]
    [InlineData(1)]
    [InlineData(20_261)]
    public void Mutated_frames_are_read_or_refused_without_throwing_or_allocating(int seed)
    {
        var random = new Random(seed);
        var samples = Samples();
        var buffer = new byte[2_048];
        ReadAnything(samples[0]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < Frames; i++)
        {
            var sample = samples[random.Next(samples.Length)];
            sample.CopyTo(buffer, 0);
            var length = random.Next(4) == 0 ? random.Next(sample.Length + 1) : sample.Length;
            for (var flips = random.Next(6); flips > 0 && length > 0; flips--)
            {
                // Mostly near the start, where lengths and counts are.
                var at = random.Next(2) == 0 ? random.Next(Math.Min(length, 24)) : random.Next(length);
                buffer[at] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)(random.Next(2) * 255),
                    _ => (byte)(buffer[at] ^ (1 << random.Next(8))),
                };
            }

            ReadAnything(buffer.AsSpan(0, length));
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 64 * 1_024, $"{allocated} bytes were allocated for {Frames} frames");
    }

    private static byte[][] Samples()
    {
        var hello = new byte[64];
        var helloBytes = new HelloFrame(FrameWants.All, 84532, "id:secret"u8).Write(hello);
        var authorizations = new byte[1_024];
        var authorizationBytes = new AuthorizationsFrame(7, 3).Write(authorizations, 3 * FrameItem.EcdsaItemBytes);
        for (var i = 0; i < 3; i++)
        {
            authorizationBytes += FrameItem.Write(FrameSamples.Item, authorizations.AsSpan(authorizationBytes));
        }

        var answers = new byte[512];
        var writer = new AcknowledgementWriter(answers);
        for (var i = 0UL; i < 20; i++)
        {
            var refused = i % 7 == 3;
            writer.TryAppend(
                i,
                refused ? AcknowledgementStatus.Rejected : AcknowledgementStatus.Accepted,
                refused ? RejectReason.Expired : RejectReason.None,
                i * 300);
        }

        var outcomes = new byte[OutcomesFrame.SizeOf(4)];
        OutcomesFrame.WriteHeader(outcomes, 4);
        var subscribe = new byte[SubscribeOutcomesFrame.Size];
        new SubscribeOutcomesFrame(5).Write(subscribe);
        var error = new byte[64];
        var errorBytes = new ErrorFrame(FrameErrorCode.ItemNumbers, 9, "sentence"u8).Write(error);
        var welcome = new byte[WelcomeFrame.Size];
        new WelcomeFrame(1, 2, 3, 4).Write(welcome);
        var credit = new byte[CreditFrame.Size];
        new CreditFrame(5).Write(credit);
        var goodbye = new byte[GoodbyeFrame.Size];
        new GoodbyeFrame(5).Write(goodbye);
        return
        [
            hello[..helloBytes], authorizations[..authorizationBytes], answers[..writer.Finish()], outcomes, subscribe,
            error[..errorBytes], welcome, credit, goodbye,
        ];
    }

    private static void ReadAnything(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < FrameLayout.HeaderBytes
            || FrameHeader.TryRead(frame, out var header) != FrameErrorCode.None)
        {
            return;
        }

        Check(header.BodyBytes >= 0 && header.BodyBytes <= FrameLayout.MaxBodyOf(header.Type));
        var body = frame[FrameLayout.HeaderBytes..];
        body = body.Length > header.BodyBytes ? body[..header.BodyBytes] : body;
        switch (header.Type)
        {
            case FrameType.Hello:
                HelloFrame.TryRead(body, out _);
                break;
            case FrameType.Authorizations:
                ReadItems(body, header.BodyBytes);
                break;
            case FrameType.SubscribeOutcomes:
                SubscribeOutcomesFrame.TryRead(body, out _);
                break;
            case FrameType.Acknowledgements:
                ReadAcknowledgements(body);
                break;
            case FrameType.Outcomes:
                ReadOutcomes(body);
                break;
            case FrameType.Error:
                ErrorFrame.TryRead(body, out _);
                break;
            case FrameType.Welcome:
                WelcomeFrame.TryRead(body, out _);
                break;
            case FrameType.Credit:
                CreditFrame.TryRead(body, out _);
                break;
            case FrameType.Goodbye:
                GoodbyeFrame.TryRead(body, out _);
                break;
            default:
                Check(false);
                break;
        }
    }

    private static void ReadItems(ReadOnlySpan<byte> body, int bodyBytes)
    {
        if (AuthorizationsFrame.TryRead(body, bodyBytes, out var frame) != FrameErrorCode.None)
        {
            return;
        }

        Check(frame.Count * FrameItem.FixedBytes <= FrameLayout.MaxBodyBytes);
        body = body[FrameLayout.AuthorizationsHeaderBytes..];
        for (var i = 0; i < frame.Count && body.Length >= FrameItem.FixedBytes; i++)
        {
            if (FrameItem.TryMeasure(body, out var itemBytes) != FrameErrorCode.None || itemBytes > body.Length)
            {
                return;
            }

            Check(itemBytes <= FrameLayout.MaxItemBytes);
            FrameItem.TryRead(body[..itemBytes], out _);
            body = body[itemBytes..];
        }
    }

    private static void ReadAcknowledgements(ReadOnlySpan<byte> body)
    {
        var reader = new AcknowledgementReader(body);
        while (reader.TryReadRange(out var range))
        {
            Check(range.Count is > 0 and <= AcknowledgementRange.MaxCount);
            reader.TryReadId(out _);
        }
    }

    private static void ReadOutcomes(ReadOnlySpan<byte> body)
    {
        if (OutcomesFrame.TryReadCount(body, out var count) != FrameErrorCode.None)
        {
            return;
        }

        for (var i = 0; i < count; i++)
        {
            OutcomesFrame.Read(body, i);
        }
    }

    // Assert.True allocates nothing either, but boxes its message arguments on some paths.
    private static void Check(bool condition)
    {
        if (!condition)
        {
            Assert.Fail("a limit was passed");
        }
    }
}
