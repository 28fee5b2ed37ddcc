using System.Reflection;
using BenchmarkDotNet.Attributes;
using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.MicroBenchmarks;

/// <summary>Runs every benchmark a few times and compares what it allocates with what it says. Times vary from machine to
/// machine and are looked at by people; allocations do not, and are held by machines.</summary>
internal static class AllocationGate
{
    private const int WarmUps = 3;
    private const int Runs = 5;

    /// <summary>Checks all benchmarks of this program.</summary>
    /// <returns>The exit code: 0 when each keeps to what it says.</returns>
    public static int Run()
    {
        var broken = 0;
        foreach (var type in typeof(AllocationGate).Assembly.GetTypes().Where(type => type.GetMethods().Any(IsBenchmark)))
        {
            foreach (var instance in Instances(type))
            {
                Invoke<GlobalSetupAttribute>(instance);
                broken += type.GetMethods().Where(IsBenchmark).Count(method => !Check(instance, method));
                Invoke<GlobalCleanupAttribute>(instance);
            }
        }

        Console.WriteLine(broken == 0 ? "Every benchmark allocates what it says." : $"{broken} benchmarks do not allocate what they say.");
        return broken == 0 ? 0 : 1;
    }

    /// <summary>One for each combination of parameters that this machine can run.</summary>
    private static IEnumerable<object> Instances(Type type)
    {
        IEnumerable<Action<object>> combinations = [_ => { }];
        foreach (var property in type.GetProperties().Where(property => property.GetCustomAttribute<ParamsAttribute>() is not null))
        {
            var values = property.GetCustomAttribute<ParamsAttribute>()!.Values
                .Where(value => value is not VerifierTier tier || SignatureKernels.IsSupported(tier));
            combinations = combinations
                .SelectMany(set => values.Select<object?, Action<object>>(value => instance =>
                {
                    set(instance);
                    property.SetValue(instance, value);
                }))
                .ToList();
        }

        foreach (var set in combinations)
        {
            var instance = Activator.CreateInstance(type)!;
            set(instance);
            yield return instance;
        }
    }

    private static bool IsBenchmark(MethodInfo method) => method.GetCustomAttribute<BenchmarkAttribute>() is not null;

    private static void Invoke<TAttribute>(object instance)
        where TAttribute : Attribute =>
        instance.GetType().GetMethods().SingleOrDefault(method => method.GetCustomAttribute<TAttribute>() is not null)?.Invoke(instance, null);

    private static bool Check(object instance, MethodInfo method)
    {
        var name = $"{method.DeclaringType!.Name}.{method.Name}";
        if (method.GetCustomAttribute<AllocatesAttribute>() is not { } expected)
        {
            Console.WriteLine($"{name}: says nothing about its allocations");
            return false;
        }

        var operations = method.GetCustomAttribute<BenchmarkAttribute>()!.OperationsPerInvoke;
        var bytes = (double)Measure(instance, method) / operations;
        var isRight = Math.Abs(bytes - expected.Bytes) < 0.5;
        Console.WriteLine($"{name}: {bytes:0.##} bytes{(isRight ? string.Empty : $", not {expected.Bytes:0.##} as it says")}");
        return isRight;
    }

    /// <summary>The least of some runs: a collection or the compiler may add to one of them.</summary>
    private static long Measure(object instance, MethodInfo method)
    {
        if (method.ReturnType == typeof(void))
        {
            return Least(method.CreateDelegate<Action>(instance));
        }

        var measure = typeof(AllocationGate).GetMethod(nameof(LeastOf), BindingFlags.NonPublic | BindingFlags.Static)!;
        return (long)measure.MakeGenericMethod(method.ReturnType).Invoke(null, [instance, method])!;
    }

    private static long LeastOf<TResult>(object instance, MethodInfo method)
    {
        var benchmark = method.CreateDelegate<Func<TResult>>(instance);
        return Least(() => benchmark());
    }

    private static long Least(Action benchmark)
    {
        var least = long.MaxValue;
        for (var run = 0; run < WarmUps + Runs; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            benchmark();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
