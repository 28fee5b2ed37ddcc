using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using Lanes = System.Runtime.Intrinsics.Vector512<ulong>;

namespace SettleEngine.Core.Crypto.Eight;

/// <summary>Hashes eight messages at once on AVX-512.</summary>
/// <remarks>
/// Keccak reads its 136-byte blocks as 17 words, least significant byte first. Messages are not laid out as bytes: the words
/// that differ between items are written straight to their lanes, the others are the same in each. A last group of fewer
/// than eight leaves lanes with whatever they held, and nobody reads those; a single item is left to
/// <see cref="Keccak256"/>, which is as fast (KeccakBenchmarks).
/// </remarks>
internal sealed unsafe class VectorKeccak8 : IKeccak8
{
    /// <summary>Bytes of scratch memory: a state, and the words of a second block that differ between items.</summary>
    public const int ScratchBytes = (KeccakPermutation8.Words + SecondBlockRows) * RowBytes;

    private const int LaneCount = 8;
    private const int RowBytes = LaneCount * sizeof(ulong);
    private const int SecondBlockRows = 6;

    /// <summary>Padding follows a message's last byte, and ends in the last byte of word 16.</summary>
    private const ulong PaddingStart = 1;
    private const ulong PaddingEnd = 1UL << 63;
    private const int PaddingEndWord = 16;

    public static void HashTransfers(
        Hash256 domainSeparator, ReadOnlySpan<SignedAuthorization> items, Span<Hash256> digests, byte* scratch)
    {
        var state = (Lanes*)scratch;
        var secondBlock = (ulong*)(state + KeccakPermutation8.Words);
        while (items.Length > 1)
        {
            var group = items[..Math.Min(items.Length, LaneCount)];
            StartStructs(state);
            for (var lane = 0; lane < group.Length; lane++)
            {
                WriteWords(group[lane].Authorization, (ulong*)state + lane, secondBlock + lane);
            }

            KeccakPermutation8.Permute(state);
            AbsorbSecondBlock(state, (Lanes*)secondBlock);
            KeccakPermutation8.Permute(state);
            StartDigests(domainSeparator, state);
            KeccakPermutation8.Permute(state);
            for (var lane = 0; lane < group.Length; lane++)
            {
                digests[lane] = ReadHash((ulong*)state + lane);
            }

            items = items[group.Length..];
            digests = digests[group.Length..];
        }

        PortableKeccak8.HashTransfers(domainSeparator, items, digests, scratch);
    }

    public static void HashKeys(ReadOnlySpan<PublicKey> keys, Span<Address> accounts, byte* scratch)
    {
        var state = (Lanes*)scratch;
        while (keys.Length > 1)
        {
            var group = keys[..Math.Min(keys.Length, LaneCount)];
            Clear(state, from: PublicKey.Size / sizeof(ulong));
            state[PublicKey.Size / sizeof(ulong)] = Vector512.Create(PaddingStart);
            state[PaddingEndWord] = Vector512.Create(PaddingEnd);
            for (var lane = 0; lane < group.Length; lane++)
            {
                WriteWords(group[lane].Point, (ulong*)state + lane);
            }

            KeccakPermutation8.Permute(state);
            for (var lane = 0; lane < group.Length; lane++)
            {
                accounts[lane] = ReadAddress((ulong*)state + lane);
            }

            keys = keys[group.Length..];
            accounts = accounts[group.Length..];
        }

        PortableKeccak8.HashKeys(keys, accounts, scratch);
    }

    /// <summary>The type's hash in words 0 to 3 and zeros elsewhere, most of which are filled in later.</summary>
    private static void StartStructs(Lanes* state)
    {
        Clear(state, from: 4);
        Span<byte> typeHash = stackalloc byte[Hash256.Size];
        TransferDigest.TypeHash.CopyTo(typeHash);
        for (var i = 0; i < 4; i++)
        {
            state[i] = Vector512.Create(Word(typeHash, i));
        }
    }

    /// <summary>Writes the words of a struct that are not the same in each: of its 28, words 5 to 7 are the payer's address,
    /// 9 to 11 the payee's, 12 to 15 the value; 19 and 23 are the ends of the window; 24 to 27 are the authorization nonce.
    /// The first block ends before word 17.</summary>
    private static void WriteWords(in Authorization authorization, ulong* firstBlock, ulong* secondBlock)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        authorization.Payer.CopyTo(bytes);
        WriteAddress(bytes, firstBlock + (5 * LaneCount));
        authorization.Payee.CopyTo(bytes);
        WriteAddress(bytes, firstBlock + (9 * LaneCount));
        authorization.Value.Units.WriteBigEndian(bytes);
        WriteFour(bytes, firstBlock + (12 * LaneCount));
        authorization.AuthorizationNonce.Bytes.CopyTo(bytes);
        WriteFour(bytes, secondBlock);
        secondBlock[4 * LaneCount] = BinaryPrimitives.ReverseEndianness(authorization.ValidAfter.Value);
        secondBlock[5 * LaneCount] = BinaryPrimitives.ReverseEndianness(authorization.ValidBefore.Value);
    }

    /// <summary>Words 17 to 27 of the struct, then padding.</summary>
    private static void AbsorbSecondBlock(Lanes* state, Lanes* secondBlock)
    {
        state[2] ^= secondBlock[4];
        state[6] ^= secondBlock[5];
        state[7] ^= secondBlock[0];
        state[8] ^= secondBlock[1];
        state[9] ^= secondBlock[2];
        state[10] ^= secondBlock[3];
        state[11] ^= Vector512.Create(PaddingStart);
        state[PaddingEndWord] ^= Vector512.Create(PaddingEnd);
    }

    /// <summary>Turns states whose first four words are struct hashes into those of the digests' only block: the bytes 19 and 01,
    /// the domain, the struct hash, padding. Two bytes at the front shift every word by 16 bits.</summary>
    private static void StartDigests(Hash256 domainSeparator, Lanes* state)
    {
        Span<byte> domain = stackalloc byte[Hash256.Size];
        domainSeparator.CopyTo(domain);
        var hash0 = state[0];
        var hash1 = state[1];
        var hash2 = state[2];
        var hash3 = state[3];
        Clear(state, from: 9);
        ulong before = 0x0119;
        for (var i = 0; i < 4; i++)
        {
            var word = Word(domain, i);
            state[i] = Vector512.Create(before | (word << 16));
            before = word >> 48;
        }

        state[4] = Vector512.Create(before) | Avx512F.ShiftLeftLogical(hash0, 16);
        state[5] = Avx512F.ShiftRightLogical(hash0, 48) | Avx512F.ShiftLeftLogical(hash1, 16);
        state[6] = Avx512F.ShiftRightLogical(hash1, 48) | Avx512F.ShiftLeftLogical(hash2, 16);
        state[7] = Avx512F.ShiftRightLogical(hash2, 48) | Avx512F.ShiftLeftLogical(hash3, 16);
        state[8] = Avx512F.ShiftRightLogical(hash3, 48) | Vector512.Create(PaddingStart << 16);
        state[PaddingEndWord] = Vector512.Create(PaddingEnd);
    }

    private static void Clear(Lanes* state, int from)
    {
        for (var i = from; i < KeccakPermutation8.Words; i++)
        {
            state[i] = Lanes.Zero;
        }
    }

    /// <summary>x, then y, each with its most significant word first.</summary>
    private static void WriteWords(in AffinePoint point, ulong* words)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        point.X.CopyTo(limbs);
        WriteLimbs(limbs, words);
        point.Y.CopyTo(limbs);
        WriteLimbs(limbs, words + (4 * LaneCount));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteLimbs(ReadOnlySpan<ulong> limbs, ulong* words)
    {
        words[0] = BinaryPrimitives.ReverseEndianness(limbs[3]);
        words[LaneCount] = BinaryPrimitives.ReverseEndianness(limbs[2]);
        words[2 * LaneCount] = BinaryPrimitives.ReverseEndianness(limbs[1]);
        words[3 * LaneCount] = BinaryPrimitives.ReverseEndianness(limbs[0]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteFour(ReadOnlySpan<byte> bytes, ulong* words)
    {
        for (var i = 0; i < 4; i++)
        {
            words[i * LaneCount] = Word(bytes, i);
        }
    }

    /// <summary>An address is the last 20 of 32 bytes. It is read in the parts in which it was written, because a processor
    /// hands a store on only to a load that lies within it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteAddress(ReadOnlySpan<byte> bytes, ulong* words)
    {
        var first = Word(bytes, 0);
        var second = Word(bytes, 1);
        ulong last = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(2 * sizeof(ulong))..]);
        words[0] = first << 32;
        words[LaneCount] = (first >> 32) | (second << 32);
        words[2 * LaneCount] = (second >> 32) | (last << 32);
    }

    private static Hash256 ReadHash(ulong* words)
    {
        Span<byte> hash = stackalloc byte[Hash256.Size];
        for (var i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(hash[(i * sizeof(ulong))..], words[i * LaneCount]);
        }

        return new Hash256(hash);
    }

    /// <summary>The last 20 bytes of a hash: half of word 1, words 2 and 3.</summary>
    private static Address ReadAddress(ulong* words)
    {
        Span<byte> hash = stackalloc byte[Hash256.Size];
        for (var i = 1; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(hash[(i * sizeof(ulong))..], words[i * LaneCount]);
        }

        return new Address(hash[^Address.Size..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ReadOnlySpan<byte> bytes, int index) =>
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[(index * sizeof(ulong))..]);
}
