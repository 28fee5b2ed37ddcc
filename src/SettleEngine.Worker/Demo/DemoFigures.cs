namespace SettleEngine.Worker.Demo;

/// <summary>The demo's figures at a moment.</summary>
/// <param name="Accepted">Payments accepted.</param>
/// <param name="Settled">Payments settled.</param>
/// <param name="Transactions">Our transactions in blocks.</param>
/// <param name="GasPerPayment">Gas per settled payment.</param>
/// <param name="UsdPerPayment">Dollars per settled payment.</param>
internal readonly record struct DemoFigures(
    int Accepted,
    int Settled,
    long Transactions,
    double GasPerPayment,
    double UsdPerPayment);
