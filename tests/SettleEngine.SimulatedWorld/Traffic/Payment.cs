using SettleEngine.Core.Authorizations;

namespace SettleEngine.SimulatedWorld.Traffic;

/// <summary>One authorization that a provider wants settled, and everything that was answered to it.</summary>
public sealed class Payment(int number, SignedAuthorization item, bool isGenuine)
{
    public int Number { get; } = number;

    public SignedAuthorization Item { get; } = item;

    /// <summary>Whether its signature is the payer's; others must never be admitted.</summary>
    public bool IsGenuine { get; } = isGenuine;

    /// <summary>Whether it was handed to the engine.</summary>
    public bool IsHandedIn { get; set; }

    public List<ClientAnswer> Answers { get; } = [];
}
