namespace SettleEngine.EndToEnd.Tests.Contracts;

/// <summary>How <c>HostileWallet.sol</c> behaves when it is asked for its signature.</summary>
public enum HostileMode
{
    Refuses = 0,
    BurnsGas = 1,
    ReturnsMegabyte = 2,
    AgreesInSimulation = 3,
}
