namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>What a payer's own code answers when the token asks it about a signature (ERC-1271).</summary>
public enum PayerCode
{
    /// <summary>The payer has no code: the token checks the signature itself.</summary>
    None,

    /// <summary>Says yes to what the payer signed.</summary>
    Agrees,

    /// <summary>Says no.</summary>
    Refuses,

    /// <summary>Burns all the gas that it is given, which is 63 of 64 parts of what is left.</summary>
    BurnsGas,

    /// <summary>Says yes when it is only asked, and burns all the gas in a block.</summary>
    AgreesInTrials,
}
