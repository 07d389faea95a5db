using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Nbpf.Faults.Operators;

/// <summary>What threads rely on is left out: a barrier, a lock, that an access is volatile or one step.</summary>
internal sealed class BarrierFaults : FaultOperator
{
    public override string Kind => "barrier";

    public override IEnumerable<Change> Of(SyntaxNode node, SemanticModel model)
    {
        switch (node)
        {
            case LockStatementSyntax locked:
                yield return new Change(locked, locked.Statement.ToString());
                break;
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner, Name.Identifier.Text: var name }, ArgumentList.Arguments: var arguments }:
                if (Plain($"{owner}.{name}", [.. arguments.Select(static argument => argument.Expression.ToString())]) is { } plain) yield return new Change(node, plain);
                break;
            case ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: var called } } when called.ToString().EndsWith("MemoryBarrier", StringComparison.Ordinal):
                yield return new Change(node, ";");
                break;
        }
    }

    private static string? Plain(string called, string[] arguments) => (called, arguments) switch
    {
        ("Volatile.Read", [var place]) => place,
        ("Volatile.Write", [var place, var value]) => $"{place} = {value}",
        ("Interlocked.Increment", [var place]) => $"++{place}",
        ("Interlocked.Decrement", [var place]) => $"--{place}",
        ("Interlocked.Add", [var place, var value]) => $"{place} += {value}",
        _ => null,
    };
}
