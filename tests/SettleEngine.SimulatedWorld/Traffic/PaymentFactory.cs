using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.SimulatedWorld.Chain;

namespace SettleEngine.SimulatedWorld.Traffic;

/// <summary>Makes up payments: good ones, forged ones, contradictory ones, and ones that hardly have time.</summary>
public sealed class PaymentFactory(World world, SimulationOptions options, IReadOnlyList<Address> tokens)
{
    private int _made;

    public Address PayerAt(int index) => MakeAddress(0xA0, index);

    public Address PayeeAt(int index) => MakeAddress(0xBE, index);

    /// <summary>A payment whose window opens before the run and closes some time after it is handed in.</summary>
    public Payment Make(long atTicks)
    {
        var isInvalid = world.Chance(options.InvalidPerMillion);
        var window = world.Chance(options.ShortWindowPerMillion)
            ? world.Between(5, 15)
            : world.Between(options.MinWindowSeconds, Math.Max(options.MinWindowSeconds, options.MaxWindowSeconds));
        Span<byte> bytes = stackalloc byte[32];
        world.Fill(bytes);
        var token = tokens[world.Next(tokens.Count)];
        var start = (ulong)VirtualTime.Start.ToUnixTimeSeconds();
        var authorization = new Authorization(
            PayerAt(world.Next(options.Payers)),
            PayeeAt(world.Next(options.Payees)),
            new TokenAmount((ulong)world.Between(1, 5) * 1_000),
            new UnixSeconds(start - 600),
            new UnixSeconds(start + (ulong)(atTicks / TimeSpan.TicksPerSecond) + (ulong)window),
            new AuthorizationNonce(new Hash256(bytes)));
        var signature = !isInvalid ? PayerSignature.Sign(token, authorization, (byte)world.Between(27, 28))
            : world.Next(2) == 0 ? PayerSignature.Forge(token, authorization)
            : PayerSignature.SignHighS(token, authorization);
        return Wrap(token, authorization, signature, !isInvalid);
    }

    /// <summary>The same key with another payee: the payer signed both.</summary>
    public Payment Contradict(Payment other)
    {
        var authorization = other.Item.Authorization with { Payee = PayeeAt(options.Payees + 1) };
        return Wrap(other.Item.Token, authorization, PayerSignature.Sign(other.Item.Token, authorization), isGenuine: true);
    }

    private static Address MakeAddress(byte kind, int index)
    {
        Span<byte> bytes = stackalloc byte[20];
        bytes.Clear();
        bytes[0] = kind;
        BitConverter.TryWriteBytes(bytes[12..], index + 1);
        return new Address(bytes);
    }

    private Payment Wrap(Address token, in Authorization authorization, in EcdsaSignature signature, bool isGenuine) => new(
        _made++,
        new SignedAuthorization(token, authorization, signature, (ConfirmationLevel)world.Between(1, 3)),
        isGenuine);
}
