import type ts from 'typescript';

/** The compiler, loaded only where mutants are made: it takes a while. */
export type TypeScript = typeof ts;

/** What an operator puts in the place of a node, and how it is called. */
export interface Change {
  readonly operator: string;
  readonly node: ts.Node;
  /** Source text of the mutated node. */
  readonly text: string;
  /** Whether the node is a statement: it is replaced as one. */
  readonly isStatement: boolean;
}

const SWAPPED: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
};

/** The changes that operators make to one node. */
export function changesOf(compiler: TypeScript, node: ts.Node): readonly Change[] {
  const condition = conditionOf(compiler, node);
  if (condition !== null) return [negated(condition)];
  if (compiler.isBinaryExpression(node)) return swapped(compiler, node);
  if (compiler.isExpressionStatement(node)) return dropped(compiler, node);
  const { kind } = node;
  if (kind === compiler.SyntaxKind.TrueKeyword) return [literal(node, 'false')];
  if (kind === compiler.SyntaxKind.FalseKeyword) return [literal(node, 'true')];
  return [];
}

function conditionOf(compiler: TypeScript, node: ts.Node): ts.Expression | null {
  if (compiler.isIfStatement(node)) return node.expression;
  return compiler.isConditionalExpression(node) ? node.condition : null;
}

function negated(node: ts.Expression): Change {
  return { operator: 'negate', node, text: `!(${node.getText()})`, isStatement: false };
}

function swapped(compiler: TypeScript, node: ts.BinaryExpression): readonly Change[] {
  const { left, operatorToken, right } = node;
  const operator = operatorToken.getText();
  const other = SWAPPED[operator];
  if (other !== undefined) return [joined(node, other)];
  const isNumber = compiler.isNumericLiteral(right);
  if (operator === '+' && isNumber) return [joined(node, '-'), cut(node, left)];
  if (operator === '-' && isNumber) return [joined(node, '+'), cut(node, left)];
  return [];
}

function joined(node: ts.BinaryExpression, operator: string): Change {
  const text = `${node.left.getText()} ${operator} ${node.right.getText()}`;
  return { operator, node, text, isStatement: false };
}

function cut(node: ts.BinaryExpression, left: ts.Expression): Change {
  return { operator: 'cut', node, text: left.getText(), isStatement: false };
}

/** A call or an assignment that does not happen. What is only counted or asserted stays. */
function dropped(compiler: TypeScript, node: ts.ExpressionStatement): readonly Change[] {
  const text = node.getText();
  if (/\btelemetry\b|^assert/.test(text)) return [];
  const { expression } = node;
  const inner = compiler.isAwaitExpression(expression) ? expression.expression : expression;
  const isEffect = compiler.isCallExpression(inner) || compiler.isBinaryExpression(inner);
  // What calls the constructor of a class above it cannot be left out.
  if (!isEffect || text.startsWith('super')) return [];
  return [{ operator: 'drop', node, text: '', isStatement: true }];
}

function literal(node: ts.Node, text: string): Change {
  return { operator: 'flip', node, text, isStatement: false };
}
