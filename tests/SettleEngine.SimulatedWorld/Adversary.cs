using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Storage;
using SettleEngine.SimulatedWorld.Traffic;

namespace SettleEngine.SimulatedWorld;

/// <summary>Everybody and everything else: payers who change their mind, strangers who submit first, an issuer, a sequencer
/// with outages, nodes that forget, thieves of lane keys, a disk that fills up.</summary>
internal sealed class Adversary(
    World world,
    SimulationOptions options,
    SimulatedChain chain,
    SimulatedDisk disk,
    TrafficSource traffic,
    Address token,
    IReadOnlyList<Address> lanes)
{
    private static readonly Address Stranger = Address.Parse("0x5714a66e5714a66e5714a66e5714a66e5714a66e");
    private static readonly Address Bank = Address.Parse("0xba2c000000000000000000000000000000000001");

    private bool _isActive = true;

    /// <summary>Acts about once a block from now on.</summary>
    public void Start()
    {
        chain.Token(token).Mint(Bank, ulong.MaxValue);
        Schedule();
    }

    /// <summary>Ends the trouble and repairs what can be repaired.</summary>
    public void Retire()
    {
        _isActive = false;
        chain.IsStalled = false;
        chain.BaseFeeWei = chain.Options.BaseFeeFloorWei;
        disk.Faults.IsNearlyFull = false;
        disk.Faults.FailPerMillion = 0;
        Issue(TokenCallKind.Unpause, default);
        foreach (var lane in lanes)
        {
            chain.SetBalance(lane, 1_000_000_000_000_000_000);
        }
    }

    private void Schedule() => world.After(TimeSpan.FromMilliseconds(1 + world.Next(2 * chain.Options.BlockTimeMs)), () =>
    {
        if (_isActive)
        {
            ActOnChain();
            ActOnPayments();
            ActOnMachines();
            Schedule();
        }
    });

    private void ActOnChain()
    {
        if (world.Chance(options.ReorgPerMillion))
        {
            chain.Reorganise(world.Between(1, options.MaxReorgDepth), options.ReturnAfterReorgPerMillion);
        }

        if (world.Chance(options.PoolDropPerMillion) && chain.Waiting is { Count: > 0 } waiting)
        {
            chain.Drop(waiting[world.Next(waiting.Count)]);
        }

        if (world.Chance(options.BaseFeeSpikePerMillion))
        {
            chain.BaseFeeWei = chain.Options.BaseFeeFloorWei * (ulong)world.Between(2, 400);
            Later(60, () => chain.BaseFeeWei = chain.Options.BaseFeeFloorWei);
        }

        if (world.Chance(options.StallPerMillion))
        {
            chain.IsStalled = true;
            Later(40, () => chain.IsStalled = false);
        }
    }

    private void ActOnPayments()
    {
        if (world.Chance(options.CopiedBatchPerMillion) && chain.Waiting is { Count: > 0 } waiting)
        {
            Submit(waiting[world.Next(waiting.Count)].Calls);
        }

        if (world.Chance(options.FrontRunPerMillion))
        {
            var item = Pick().Item;
            Submit(TokenCallKind.TransferWithAuthorization, item.Authorization, item.Signature);
        }

        if (world.Chance(options.DoubleSignPerMillion))
        {
            var other = Pick().Item.Authorization with { Payee = Stranger };
            Submit(TokenCallKind.TransferWithAuthorization, other, PayerSignature.Sign(token, other));
        }

        if (world.Chance(options.CancelPerMillion))
        {
            Submit(TokenCallKind.CancelAuthorization, Pick().Item.Authorization, default);
        }

        if (world.Chance(options.DrainPerMillion))
        {
            Drain(Pick().Item.Authorization.Payer);
        }

        if (world.Chance(options.PausePerMillion))
        {
            Issue(TokenCallKind.Pause, default);
            Later(60, () => Issue(TokenCallKind.Unpause, default));
        }

        if (world.Chance(options.BlacklistPerMillion))
        {
            var payer = Pick().Item.Authorization.Payer;
            Issue(TokenCallKind.Blacklist, payer);
            Later(120, () => Issue(TokenCallKind.Unblacklist, payer));
        }
    }

    private void ActOnMachines()
    {
        if (world.Chance(options.ForeignLanePerMillion) && lanes.Count > 1)
        {
            var lane = lanes[1 + world.Next(lanes.Count - 1)];
            world.Trace($"foreign transaction of lane {lane}");
            chain.IncludeForeign(lane);
        }

        if (world.Chance(options.BrokeLanePerMillion))
        {
            var lane = lanes[world.Next(lanes.Count)];
            chain.SetBalance(lane, 1_000);
            Later(60, () => chain.SetBalance(lane, 1_000_000_000_000_000_000));
        }

        if (world.Chance(options.DiskFullPerMillion))
        {
            disk.Faults.IsNearlyFull = true;
            Later(20, () => disk.Faults.IsNearlyFull = false);
        }
    }

    private void Drain(Address payer)
    {
        var balance = chain.Token(token).BalanceOf(payer);
        if (balance.IsZero)
        {
            return;
        }

        var rest = (ulong)world.Next(4_000);
        var amount = balance > rest ? balance - rest : balance;
        Move(payer, Stranger, amount);
        if (world.Next(2) == 0)
        {
            Later(90, () => Move(Bank, payer, amount));
        }
    }

    private void Move(Address from, Address to, UInt256 amount) => Submit(
        TokenCallKind.PlainTransfer,
        new Authorization(from, to, new TokenAmount(amount), default, default, default),
        default);

    private void Issue(TokenCallKind kind, Address account) => Submit(
        kind,
        new Authorization(account, default, default, default, default, default),
        default);

    private void Submit(TokenCallKind kind, in Authorization authorization, in EcdsaSignature signature) =>
        Submit([new TokenCall(kind, token, authorization, signature)]);

    private void Submit(IReadOnlyList<TokenCall> calls)
    {
        var transaction = chain.MakeThirdParty(Stranger, calls);
        world.Trace($"third party {transaction.Hash.ToString()[..10]}: {calls[0].Kind}, {calls.Count} calls");
        chain.SubmitThirdParty(transaction);
    }

    private Payment Pick()
    {
        // Mostly what the engine works on at the moment, at times what it has not seen yet.
        var handedIn = world.Next(8) == 0 ? [] : traffic.Payments.Where(payment => payment.IsHandedIn).ToList();
        return handedIn.Count > 0
            ? handedIn[Math.Max(0, handedIn.Count - 1 - world.Next(20))]
            : traffic.Payments[world.Next(traffic.Payments.Count)];
    }

    private void Later(int mostSeconds, Action action) =>
        world.After(TimeSpan.FromSeconds(1 + world.Next(mostSeconds)), () =>
        {
            if (_isActive)
            {
                action();
            }
        });
}
