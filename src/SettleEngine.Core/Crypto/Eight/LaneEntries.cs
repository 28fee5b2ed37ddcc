namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Table entries to be added up, for the signatures in eight lanes and for several eights.</summary>
/// <param name="addresses">Entry i of eight e is at 8 (e count + i), a place for each lane.</param>
/// <param name="negative">The lanes in which entry i of eight e is to be negated, at e count + i.</param>
/// <param name="first">Entries of the first part of a sum.</param>
/// <param name="second">Entries of the second part, in which each point stands for λ times itself.</param>
internal readonly unsafe ref struct LaneEntries(AffinePoint** addresses, byte* negative, int first, int second)
{
    public const int Lanes = 8;

    public int First => first;

    public int Second => second;

    public int Count => first + second;

    /// <summary>The eight places for an entry.</summary>
    public AffinePoint** AddressesAt(int eight, int entry) => addresses + (Lanes * ((eight * (first + second)) + entry));

    /// <summary>The signs of an entry.</summary>
    public byte* NegativeAt(int eight, int entry) => negative + (eight * (first + second)) + entry;

    /// <summary>Requests for the entries of some eights.</summary>
    public EntryRequests RequestsFor(int eights) => new(addresses, Lanes * eights * (first + second));
}
