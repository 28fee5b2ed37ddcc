using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Core.Batch.Cost;

/// <summary>What the gas of a batch depends on.</summary>
/// <param name="Payments">Payments in it. At least one.</param>
/// <param name="Payers">Different payers among them.</param>
/// <param name="Payees">Different payees among them.</param>
/// <param name="FreshPayees">Payees among them without a balance until then.</param>
public readonly record struct BatchShape(int Payments, int Payers, int Payees, int FreshPayees)
{
    /// <summary>Payments of different payers to one payee who has a balance.</summary>
    /// <param name="payments">How many.</param>
    /// <returns>The shape.</returns>
    public static BatchShape ToOnePayee(int payments) => new(payments, payments, 1, 0);

    /// <summary>The shape of given payments.</summary>
    /// <param name="payments">The payments; at least one.</param>
    /// <returns>The shape; every payee is taken to have a balance.</returns>
    public static BatchShape Of(ReadOnlySpan<SignedAuthorization> payments)
    {
        var payers = new HashSet<Address>(payments.Length);
        var payees = new HashSet<Address>();
        foreach (ref readonly var payment in payments)
        {
            payers.Add(payment.Authorization.Payer);
            payees.Add(payment.Authorization.Payee);
        }

        return new BatchShape(payments.Length, payers.Count, payees.Count, 0);
    }
}
