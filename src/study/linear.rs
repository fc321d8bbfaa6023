//! Small dense linear systems, by elimination with partial pivoting. A session has tens of states, rarely hundreds.

/// A square matrix, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    size: usize,
    cells: Vec<f64>,
}

impl Matrix {
    /// All zeros.
    pub fn zero(size: usize) -> Self {
        Matrix { size, cells: vec![0.0; size * size] }
    }

    /// Ones on the diagonal.
    pub fn identity(size: usize) -> Self {
        let mut matrix = Matrix::zero(size);
        for at in 0..size {
            matrix.set(at, at, 1.0);
        }
        matrix
    }

    /// Number of rows.
    pub fn size(&self) -> usize {
        self.size
    }

    /// One cell.
    pub fn get(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    /// Writes one cell.
    pub fn set(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.size + column] = value;
    }

    /// Adds to one cell.
    pub fn add(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.size + column] += value;
    }

    /// Rows and columns exchanged.
    pub fn transposed(&self) -> Matrix {
        let mut turned = Matrix::zero(self.size);
        for row in 0..self.size {
            for column in 0..self.size {
                turned.set(column, row, self.get(row, column));
            }
        }
        turned
    }

    /// This matrix times the other.
    pub fn times(&self, other: &Matrix) -> Matrix {
        let mut product = Matrix::zero(self.size);
        for row in 0..self.size {
            for inner in 0..self.size {
                let factor = self.get(row, inner);
                if factor != 0.0 {
                    for column in 0..self.size {
                        product.add(row, column, factor * other.get(inner, column));
                    }
                }
            }
        }
        product
    }

    /// A row vector times this matrix.
    pub fn applied_to_row(&self, row: &[f64]) -> Vec<f64> {
        let mut product = vec![0.0; self.size];
        for (inner, factor) in row.iter().enumerate() {
            for (column, cell) in product.iter_mut().enumerate() {
                *cell += factor * self.get(inner, column);
            }
        }
        product
    }

    /// This matrix times a column vector.
    pub fn applied_to_column(&self, column: &[f64]) -> Vec<f64> {
        self.cells.chunks(self.size).map(|row| row.iter().zip(column).map(|(cell, factor)| cell * factor).sum()).collect()
    }
}

/// A matrix taken apart once, to solve for many right-hand sides.
#[derive(Debug, Clone)]
pub struct Factored {
    parts: Matrix,
    order: Vec<usize>,
}

impl Factored {
    /// Takes the matrix apart; nothing comes back where it is singular.
    pub fn new(mut parts: Matrix) -> Option<Factored> {
        let size = parts.size;
        let mut order: Vec<usize> = (0..size).collect();
        for pivot in 0..size {
            let best = (pivot..size).max_by(|a, b| parts.get(*a, pivot).abs().total_cmp(&parts.get(*b, pivot).abs()))?;
            if parts.get(best, pivot) == 0.0 {
                return None;
            }
            if best != pivot {
                order.swap(best, pivot);
                for column in 0..size {
                    parts.cells.swap(best * size + column, pivot * size + column);
                }
            }
            for row in pivot + 1..size {
                let factor = parts.get(row, pivot) / parts.get(pivot, pivot);
                parts.set(row, pivot, factor);
                if factor != 0.0 {
                    for column in pivot + 1..size {
                        parts.add(row, column, -factor * parts.get(pivot, column));
                    }
                }
            }
        }
        Some(Factored { parts, order })
    }

    /// Solves matrix · x = right.
    pub fn solve(&self, right: &[f64]) -> Vec<f64> {
        let size = self.parts.size;
        let mut x: Vec<f64> = self.order.iter().map(|row| right[*row]).collect();
        for row in 0..size {
            for column in 0..row {
                x[row] -= self.parts.get(row, column) * x[column];
            }
        }
        for row in (0..size).rev() {
            for column in row + 1..size {
                x[row] -= self.parts.get(row, column) * x[column];
            }
            x[row] /= self.parts.get(row, row);
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_that_needs_its_rows_exchanged_is_solved() {
        let mut matrix = Matrix::zero(3);
        for (at, value) in [0.0, 2.0, 1.0, 1.0, -2.0, -3.0, -1.0, 1.0, 2.0].into_iter().enumerate() {
            matrix.set(at / 3, at % 3, value);
        }
        let x = Factored::new(matrix.clone()).unwrap().solve(&[-8.0, 0.0, 3.0]);
        let back = matrix.applied_to_column(&x);
        for (got, wanted) in back.iter().zip([-8.0, 0.0, 3.0]) {
            assert!((got - wanted).abs() < 1e-12, "{x:?}");
        }
    }

    #[test]
    fn a_singular_system_has_no_answer() {
        assert!(Factored::new(Matrix::zero(2)).is_none());
    }
}
