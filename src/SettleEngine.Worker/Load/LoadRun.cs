using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.Payers;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Load;

/// <summary>Hands payments to a door.</summary>
/// <param name="options">What and where.</param>
/// <param name="time">Measures.</param>
internal sealed class LoadRun(LoadOptions options, TimeProvider time)
{
    private const ulong LocalChainId = 84_532;
    private const ulong ValidSeconds = 86_400;

    /// <summary>Runs the load.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What the door did.</returns>
    public async Task<LoadReport> RunAsync(CancellationToken cancellationToken)
    {
        var (chainId, payments) = await PaymentsAsync(cancellationToken);
        var key = options.ApiKeyFile is { } file ? (await File.ReadAllTextAsync(file, cancellationToken)).Trim() : null;
        if (!options.IsHttp)
        {
            return await SendFramesAsync(chainId, payments, key, cancellationToken);
        }

        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(90) };
        return options.HttpDoor == "bulk"
            ? await SendBulkAsync(http, chainId, payments, key, cancellationToken)
            : await SettleAsync(http, chainId, payments, key, cancellationToken);
    }

    private async Task<(ulong ChainId, SignedAuthorization[] Payments)> PaymentsAsync(CancellationToken cancellationToken)
    {
        if (options.File is { } file)
        {
            var (chainId, items) = await PaymentFile.ReadAsync(file, cancellationToken);
            return items.Length > 0
                ? (chainId, items)
                : throw new SettingException($"--file {file} holds no payment.");
        }

        var factory = new PaymentFactory(options.Seed, options.Payers);
        var validBefore = (ulong)time.GetUtcNow().ToUnixTimeSeconds() + ValidSeconds;
        var terms = PaymentTerms.Until(new UnixSeconds(validBefore));
        return (LocalChainId, factory.CreateMany(0, options.Generate, terms, cancellationToken));
    }

    private async Task<LoadReport> SendFramesAsync(
        ulong chainId,
        SignedAuthorization[] payments,
        string? key,
        CancellationToken cancellationToken)
    {
        var follower = new PaymentFollower(payments.Length, time);
        var answers = new LatencyHistogram();
        await using var client = await FrameClient.ConnectAsync(
            options.Target,
            new FrameClientOptions
            {
                ChainId = chainId,
                ApiKey = key ?? string.Empty,
                Listener = follower,
                AnswerLatency = answers,
                TimeProvider = time,
            },
            cancellationToken);
        var startedAt = time.GetTimestamp();
        await SendPacedAsync(client, payments, cancellationToken);
        await Task.WhenAny(follower.AnsweredAll, client.Completion).WaitAsync(cancellationToken);
        if (!follower.AnsweredAll.IsCompleted)
        {
            throw new FrameClosedException(await client.Completion);
        }

        return new LoadReport(
            payments.Length,
            follower.Accepted,
            follower.Known,
            follower.NotAccepted - follower.Known,
            time.GetElapsedTime(startedAt),
            answers);
    }

    private async Task SendPacedAsync(
        FrameClient client,
        ReadOnlyMemory<SignedAuthorization> payments,
        CancellationToken cancellationToken)
    {
        if (options.Rate == 0)
        {
            await client.SendAsync(payments, cancellationToken);
            return;
        }

        await client.SendPacedAsync(payments, ArrivalPattern.Constant(options.Rate), time, cancellationToken);
    }

    private async Task<LoadReport> SendBulkAsync(
        HttpClient http,
        ulong chainId,
        SignedAuthorization[] payments,
        string? key,
        CancellationToken cancellationToken)
    {
        var client = new BulkClient(http, new Uri(options.Target), chainId, key);
        var startedAt = time.GetTimestamp();
        var answers = await client.SendAsync(payments, cancellationToken);
        var accepted = answers.Count(answer => answer.Status == "accepted");
        var known = answers.Count(answer => answer.Status == "existing");
        return new LoadReport(
            payments.Length,
            accepted,
            known,
            payments.Length - accepted - known,
            time.GetElapsedTime(startedAt),
            null);
    }

    private async Task<LoadReport> SettleAsync(
        HttpClient http,
        ulong chainId,
        SignedAuthorization[] payments,
        string? key,
        CancellationToken cancellationToken)
    {
        var token = KnownTokens.For(chainId)[0];
        var client = new SettleClient(http, new Uri(options.Target), chainId, token.Name, token.Version, key);
        var answers = new LatencyHistogram();
        var startedAt = time.GetTimestamp();
        var results = await client.SettleAllAsync(payments, options.Concurrency, answers, cancellationToken);
        var settled = results.Count(result => result.Success);
        return new LoadReport(
            payments.Length,
            settled,
            0,
            payments.Length - settled,
            time.GetElapsedTime(startedAt),
            answers);
    }
}
