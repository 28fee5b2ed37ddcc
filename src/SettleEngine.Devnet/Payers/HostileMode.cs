namespace SettleEngine.Devnet.Payers;

/// <summary>How <c>HostileWallet.sol</c> behaves when it is asked for its signature. The numbers are the contract's.</summary>
public enum HostileMode
{
    /// <summary>It says no.</summary>
    Refuses = 0,

    /// <summary>It burns all gas that it gets.</summary>
    BurnsGas = 1,

    /// <summary>It returns a megabyte.</summary>
    ReturnsMegabyte = 2,

    /// <summary>It agrees when nobody pays for the call, and burns all gas otherwise.</summary>
    AgreesInSimulation = 3,
}
