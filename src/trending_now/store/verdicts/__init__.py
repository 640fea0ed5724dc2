"""What people say of genres: viewers' feedback, operators' locks."""
