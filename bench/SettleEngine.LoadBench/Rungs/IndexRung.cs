using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Primitives;
using SettleEngine.LoadBench.Reporting;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>What a remembered key costs: bytes at the worst moment, and the longest insertion while tables grow.</summary>
internal static class IndexRung
{
    private const int FirstCounted = 1_000_000;

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var keys = RungCommand.Option("--keys", "Keys to insert.", 10_000_000);
        return RungCommand.Create(
            "index",
            "Fills the nonce index and asks it for every tenth key.\n\nExample:\n  ./run-bench.sh index --keys 20000000",
            [keys],
            (parsed, _) => Task.FromResult(Run(parsed.GetValue(keys))));
    }

    /// <summary>Runs the rung.</summary>
    public static RungReport Run(int keys)
    {
        var index = new NonceIndex(RandomNumberGenerator.GetBytes(16), int.MaxValue);
        var longest = 0L;
        var mostBytes = 0.0;
        var watch = Stopwatch.StartNew();
        for (var number = 0; number < keys; number++)
        {
            var startedAt = Stopwatch.GetTimestamp();
            index.TryReserve(Key(number), out _);
            longest = Math.Max(longest, Stopwatch.GetTimestamp() - startedAt);
            if (number >= FirstCounted && number % 1_000 == 0)
            {
                mostBytes = Math.Max(mostBytes, (double)index.Bytes / index.Count);
            }
        }

        var inserting = watch.Elapsed;
        watch.Restart();
        var found = 0;
        for (var number = 0; number < keys; number += 10)
        {
            found += index.TryFind(Key(number), out _) ? 1 : 0;
        }

        var finding = watch.Elapsed;
        return new RungReport(
            "index",
            string.Create(CultureInfo.InvariantCulture, $"{keys} keys, one thread"),
            [
                new("bytes_per_key", (double)index.Bytes / index.Count, "B"),
                new("most_bytes_per_key", mostBytes, "B"),
                new("insert", inserting.TotalNanoseconds / keys, "ns"),
                new("longest_insert", Stopwatch.GetElapsedTime(0, longest).TotalMilliseconds, "ms"),
                new("find", finding.TotalNanoseconds / Math.Max(1, found), "ns"),
            ],
            found == (keys + 9) / 10 ? null : "a key was lost");
    }

    private static AuthorizationKey Key(int number)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        bytes.Clear();
        BitConverter.TryWriteBytes(bytes, number);
        return new AuthorizationKey(SignedItems.Token.Address, new Address(bytes), new AuthorizationNonce(new Hash256(bytes)));
    }
}
