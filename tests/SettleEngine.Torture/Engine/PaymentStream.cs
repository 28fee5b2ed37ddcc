using System.Diagnostics;
using System.Net.Sockets;
using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Devnet.Engines;

namespace SettleEngine.Torture.Engine;

/// <summary>Hands payments in at a steady rate, and again when the answer was to come later. Thread rule: one caller.</summary>
internal sealed class PaymentStream(EngineProcess engine, ulong chainId, SignedAuthorization[] payments, IAnswerBook book, int perSecond)
{
    private const int MostAtOnce = 500;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(60);

    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>Hands in as time passes until all payments are answered or it is cancelled.</summary>
    /// <param name="cancellationToken">Stops it between two rounds.</param>
    public async Task StreamAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && Open(payments.Length).Count > 0)
        {
            await HandInAsync((int)Math.Min(payments.Length, _watch.Elapsed.TotalSeconds * perSecond));
            await Task.WhenAny(Task.Delay(Round, cancellationToken));
        }
    }

    /// <summary>Hands in all that has no answer yet, as often as it takes.</summary>
    /// <param name="patience">How long.</param>
    public async Task FinishAsync(TimeSpan patience)
    {
        var watch = Stopwatch.StartNew();
        while (Open(payments.Length).Count > 0 && watch.Elapsed < patience)
        {
            await HandInAsync(payments.Length);
        }
    }

    private List<int> Open(int end) => [.. Enumerable.Range(0, end).Where(payment => !book.IsAnswered(payment))];

    private async Task HandInAsync(int end)
    {
        var sent = Open(end).Take(MostAtOnce).ToList();
        if (sent.Count == 0)
        {
            return;
        }

        try
        {
            var listener = new AnswerListener(book, sent);
            var options = new FrameClientOptions { ChainId = chainId, Listener = listener };
            await using var client = await FrameClient.ConnectAsync(engine.FrameAddress, options, CancellationToken.None);
            await client.SendAsync(sent.ConvertAll(payment => payments[payment]).ToArray(), CancellationToken.None);
            await listener.All.WaitAsync(AnswerPatience);
        }
        catch (Exception lost) when (lost is FrameClosedException or SocketException or IOException or TimeoutException)
        {
            // Whatever has no answer is handed in again. An engine that has died is found out by whoever runs it.
            await Task.Delay(Round);
        }
    }
}
