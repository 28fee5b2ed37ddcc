using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using SettleEngine.Devnet.Payers;

namespace SettleEngine.Torture.Payers;

/// <summary>A payer that attacks. Thread rule: one caller.</summary>
/// <param name="account">The payer.</param>
/// <param name="kind">How.</param>
internal sealed class Attacker(Address account, AttackKind kind)
{
    /// <summary>The payer.</summary>
    public Address Account { get; } = account;

    /// <summary>How.</summary>
    public AttackKind Kind { get; } = kind;

    /// <summary>The account as it stands in calldata.</summary>
    public string Digits { get; } = account.ToString()[2..].ToLowerInvariant();

    /// <summary>Whether it has turned.</summary>
    public bool IsHostile { get; private set; }

    /// <summary>Height of the chain when it turned.</summary>
    public ulong TurnedAt { get; private set; }

    /// <summary>Whether it can look innocent again.</summary>
    public bool CanCalm => IsHostile && Kind != AttackKind.AgreesInSimulation;

    /// <summary>Puts the code in place that it shows to whoever looks before its payment is signed.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the code is there.</returns>
    public Task PrepareAsync(LocalChain chain, CancellationToken cancellationToken)
    {
        switch (Kind)
        {
            case AttackKind.AgreesInSimulation:
                IsHostile = true;
                return chain.PlantHostileWalletAsync(Account, HostileMode.AgreesInSimulation, cancellationToken);
            case AttackKind.LateDelegation:
                return Task.CompletedTask;
            default:
                return chain.PlantSmartWalletAsync(Account, Account, cancellationToken);
        }
    }

    /// <summary>Attacks.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="head">Its height.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the code is there.</returns>
    public Task TurnAsync(LocalChain chain, ulong head, CancellationToken cancellationToken)
    {
        IsHostile = true;
        TurnedAt = head;
        var mode = Kind == AttackKind.ReturnBomb ? HostileMode.ReturnsMegabyte : HostileMode.BurnsGas;
        return chain.PlantHostileWalletAsync(Account, mode, cancellationToken);
    }

    /// <summary>Looks innocent again.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the code is as it was before.</returns>
    public Task CalmAsync(LocalChain chain, CancellationToken cancellationToken)
    {
        IsHostile = false;
        return Kind == AttackKind.LateDelegation
            ? chain.SetCodeAsync(Account, ReadOnlyMemory<byte>.Empty, cancellationToken)
            : chain.PlantSmartWalletAsync(Account, Account, cancellationToken);
    }
}
