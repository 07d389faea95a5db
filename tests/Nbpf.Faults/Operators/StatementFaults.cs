using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Nbpf.Faults.Operators;

/// <summary>A statement is forgotten: an assignment, a call, a check that leaves; the ones that keep marks are drawn by themselves.</summary>
/// <param name="isMark">Whether it takes statements about marks, or the others.</param>
internal sealed partial class StatementFaults(bool isMark) : FaultOperator
{
    public override string Kind => isMark ? "mark" : "statement";

    public override IEnumerable<Change> Of(SyntaxNode node, SemanticModel model)
    {
        bool isCandidate = node switch
        {
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.Text: "_" } } } => false,
            ExpressionStatementSyntax => true,
            IfStatementSyntax { Else: null } check => LeavesWith(check.Statement),
            _ => false,
        };
        if (isCandidate && Mark().IsMatch(node.ToString()) == isMark) yield return new Change(node, ";");
    }

    private static bool LeavesWith(StatementSyntax statement) => statement switch
    {
        BlockSyntax { Statements: [var only] } => LeavesWith(only),
        ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or YieldStatementSyntax => true,
        _ => false,
    };

    // Precision, liveness, identity, validity, life: what nothing misses at once.
    [GeneratedRegex("Mark|Precis|Exact|Live|MustWrite|Written|Clear|Forget|Invalidat|Scratch|Retire|Release|Put\\(|Dispose|Free\\(|[^a-z]Id\\b|\\bid\\b|Reference|Version|Epoch")]
    private static partial Regex Mark();
}
