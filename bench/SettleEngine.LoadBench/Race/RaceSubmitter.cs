using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.LoadBench.Rungs;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.LoadBench.Race;

/// <summary>One of many that hand in the same authorizations at about the same time.</summary>
/// <remarks>Submissions of 512 keys are shuffled together and dealt to the submitters in turn, so that all of them hold the same
/// keys at once. The last submission of every key comes when all keys are long known.</remarks>
internal sealed class RaceSubmitter(
    int number,
    RaceOptions options,
    SignedAuthorization[]? signed,
    ISettlementEngine engine,
    RaceTally tally)
{
    private const int WindowKeys = 512;
    private const int GroupItems = 256;
    private const int OneTwinIn = 32;

    private readonly Random _random = new(1_000 + number);
    private readonly Spelling _spelling = new();

    /// <summary>Hands everything in that is this submitter's.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var window = 0; window < options.Keys; window += WindowKeys)
        {
            await SubmitWindowAsync(window, options.Repeats - 1, cancellationToken);
        }

        for (var window = 0; window < options.Keys; window += WindowKeys)
        {
            await SubmitWindowAsync(window, 1, cancellationToken);
        }
    }

    private async Task SubmitWindowAsync(int first, int repeats, CancellationToken cancellationToken)
    {
        // Every submitter draws the same order and takes its share.
        var keys = Math.Min(WindowKeys, options.Keys - first);
        var order = Enumerable.Range(0, keys * repeats).ToArray();
        new Random(first).Shuffle(order);
        var reply = new RaceReply();
        var group = new AuthorizationGroup(2 * GroupItems, reply);
        for (var i = number; i < order.Length; i += options.Submitters)
        {
            Add(group, reply, first + (order[i] % keys));
            if (group.Count >= GroupItems)
            {
                await HandInAsync(group, reply, cancellationToken);
                reply = new RaceReply();
                group = new AuthorizationGroup(2 * GroupItems, reply);
            }
        }

        if (group.Count > 0)
        {
            await HandInAsync(group, reply, cancellationToken);
        }
    }

    private void Add(AuthorizationGroup group, RaceReply reply, int key)
    {
        var item = signed is null ? Make(key) : signed[key];
        if (_random.Next(OneTwinIn) == 0)
        {
            var twin = item with { Signature = Spelling.HighTwin(item.Signature) };
            var twinReason = _spelling.Respell(twin, _random, out var respelledTwin);
            group.Add(respelledTwin, twinReason);
            reply.Keys.Add((key, true));
        }

        var reason = _spelling.Respell(item, _random, out var respelled);
        group.Add(respelled, reason);
        reply.Keys.Add((key, false));
    }

    private async Task HandInAsync(AuthorizationGroup group, RaceReply reply, CancellationToken cancellationToken)
    {
        await engine.EnqueueAsync(group, cancellationToken);
        var answers = await reply.Answered.WaitAsync(cancellationToken);
        for (var i = 0; i < answers.Length; i++)
        {
            tally.Book(reply.Keys[i].Key, reply.Keys[i].IsTwin, answers[i]);
        }
    }

    private static SignedAuthorization Make(int key)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        bytes.Fill(0x5a);
        BitConverter.TryWriteBytes(bytes[8..], key);
        var hash = new Hash256(bytes);
        Span<byte> payer = stackalloc byte[Address.Size];
        payer.Fill(0xab);
        BitConverter.TryWriteBytes(payer, key % 1_000);
        Span<byte> payee = stackalloc byte[Address.Size];
        payee.Fill(0xcd);
        return new SignedAuthorization(
            SignedItems.Token.Address,
            new Authorization(
                new Address(payer),
                new Address(payee),
                new TokenAmount(1),
                default,
                new UnixSeconds(4_000_000_000),
                new AuthorizationNonce(hash)),
            new EcdsaSignature(hash, hash, (byte)(27 + (key % 2))),
            ConfirmationLevel.Included);
    }
}
