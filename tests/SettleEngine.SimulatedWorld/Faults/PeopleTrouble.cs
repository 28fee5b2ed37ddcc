using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Traffic;

namespace SettleEngine.SimulatedWorld.Faults;

/// <summary>What payers, strangers and issuers do at the wrong moment.</summary>
internal sealed class PeopleTrouble(
    World world,
    SimulationOptions options,
    SimulatedChain chain,
    TrafficSource traffic,
    IReadOnlyList<Address> tokens)
{
    private static readonly Address Stranger = Address.Parse("0x5714a66e5714a66e5714a66e5714a66e5714a66e");
    private static readonly Address Bank = Address.Parse("0xba2c000000000000000000000000000000000001");

    private readonly HashSet<Address> _codeful = [];

    public void Start()
    {
        foreach (var token in tokens)
        {
            chain.Token(token).Mint(Bank, ulong.MaxValue);
        }
    }

    public void Act(Action<int, Action> later)
    {
        ActOnTransactions();
        if (world.Chance(options.DrainPerMillion))
        {
            var item = Pick();
            Drain(item.Token, item.Authorization.Payer, later);
        }

        if (world.Strikes(options.PausePerMillion, FaultKind.PausedToken))
        {
            var token = tokens[world.Next(tokens.Count)];
            Issue(token, TokenCallKind.Pause, default);
            later(60, () => Issue(token, TokenCallKind.Unpause, default));
        }

        if (world.Strikes(options.BlacklistPerMillion, FaultKind.BlacklistedPayer))
        {
            var item = Pick();
            Issue(item.Token, TokenCallKind.Blacklist, item.Authorization.Payer);
            later(120, () => Issue(item.Token, TokenCallKind.Unblacklist, item.Authorization.Payer));
        }

        if (world.Strikes(options.CodePerMillion, FaultKind.CodefulPayer))
        {
            var payer = Pick().Authorization.Payer;
            _codeful.Add(payer);
            chain.SetCode(payer, (PayerCode)world.Between(1, 4));
            later(90, () => chain.SetCode(payer, PayerCode.None));
        }
    }

    public void End()
    {
        foreach (var token in tokens)
        {
            Issue(token, TokenCallKind.Unpause, default);
        }

        // Not every delegation is taken back.
        foreach (var payer in _codeful.Where(_ => world.Next(2) == 0))
        {
            chain.SetCode(payer, PayerCode.None);
        }
    }

    private void ActOnTransactions()
    {
        if (world.Chance(options.CopiedBatchPerMillion) && chain.Waiting is { Count: > 0 } waiting)
        {
            world.Count(FaultKind.CopiedBatch);
            Submit(waiting[world.Next(waiting.Count)].Calls);
        }

        if (world.Strikes(options.FrontRunPerMillion, FaultKind.FrontRun))
        {
            var item = Pick();
            Submit(item.Token, TokenCallKind.TransferWithAuthorization, item.Authorization, item.Signature);
        }

        if (world.Strikes(options.DoubleSignPerMillion, FaultKind.DoubleSign))
        {
            var item = Pick();
            var other = item.Authorization with { Payee = Stranger };
            Submit(item.Token, TokenCallKind.TransferWithAuthorization, other, PayerSignature.Sign(item.Token, other));
        }

        if (world.Strikes(options.CancelPerMillion, FaultKind.Cancellation))
        {
            var item = Pick();
            Submit(item.Token, TokenCallKind.CancelAuthorization, item.Authorization, default);
        }
    }

    private void Drain(Address token, Address payer, Action<int, Action> later)
    {
        var balance = chain.Token(token).BalanceOf(payer);
        if (balance.IsZero)
        {
            return;
        }

        world.Count(FaultKind.DrainedPayer);
        var rest = (ulong)world.Next(4_000);
        var amount = balance > rest ? balance - rest : balance;
        Move(token, payer, Stranger, amount);
        if (world.Next(2) == 0)
        {
            later(90, () => Move(token, Bank, payer, amount));
        }
    }

    private void Move(Address token, Address from, Address to, UInt256 amount) => Submit(
        token,
        TokenCallKind.PlainTransfer,
        new Authorization(from, to, new TokenAmount(amount), default, default, default),
        default);

    private void Issue(Address token, TokenCallKind kind, Address account) => Submit(
        token,
        kind,
        new Authorization(account, default, default, default, default, default),
        default);

    private void Submit(Address token, TokenCallKind kind, in Authorization authorization, in EcdsaSignature signature) =>
        Submit([new TokenCall(kind, token, authorization, signature)]);

    private void Submit(IReadOnlyList<TokenCall> calls)
    {
        var transaction = chain.MakeThirdParty(Stranger, calls);
        world.Trace($"third party {transaction.Hash.ToString()[..10]}: {calls[0].Kind}, {calls.Count} calls");
        chain.SubmitThirdParty(transaction);
    }

    private SignedAuthorization Pick()
    {
        // Mostly what the engine works on at the moment, at times what it has not seen yet.
        var handedIn = traffic.HandedIn;
        var payment = handedIn.Count == 0 || world.Next(8) == 0
            ? traffic.Payments[world.Next(traffic.Payments.Count)]
            : handedIn[Math.Max(0, handedIn.Count - 1 - world.Next(options.BatchMax * 4))];
        return payment.Item;
    }
}
