namespace SettleEngine.Core.Batch;

/// <summary>What <see cref="WaitingPayments"/> keeps of a payment while it waits.</summary>
/// <param name="Tariff">What it may cost.</param>
/// <param name="Queue">Where it is taken from.</param>
/// <param name="PressedLimitUsd">What it may cost when its validity presses.</param>
/// <param name="LeaveAtMs">When it wants to leave.</param>
/// <param name="ExpiresAtMs">When its validity ends.</param>
/// <param name="Gas">Its share of the gas limit.</param>
/// <param name="PayerMark">The same for payments of one payer.</param>
/// <param name="PayeeMark">The same for payments to one payee.</param>
internal readonly record struct WaitingPayment(
    Tariff Tariff,
    PaymentQueue Queue,
    double PressedLimitUsd,
    long LeaveAtMs,
    long ExpiresAtMs,
    uint Gas,
    int PayerMark,
    int PayeeMark)
{
    /// <summary>Whether it is cut apart from the others.</summary>
    public bool IsApart => Queue.Kind == PaymentClass.Apart;
}
